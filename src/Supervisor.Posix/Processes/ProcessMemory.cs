using System.Runtime.CompilerServices;

namespace Supervisor.Posix.Processes;

/// <summary>The memory of this process.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// Gives back what is not needed now: garbage, what the C library's heap has free, and clean pages of files, which come back from the page
    /// cache. For a process that has worked and will sleep, since the collector alone would wait for megabytes more. Stops all threads
    /// for as long as a full collection takes, which is milliseconds for a heap of some megabytes.
    /// </summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        CurrentProcess.ReleaseFreeMemory();

        // A process that compiles as it runs would only load them again.
        if (!RuntimeFeature.IsDynamicCodeCompiled) CleanPages.Release();
    }
}
