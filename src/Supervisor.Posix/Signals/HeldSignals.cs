using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Threads;

namespace Supervisor.Posix.Signals;

/// <summary>Signals that all threads of this process block, so that they wait until one thread takes them (sigwaitinfo(2), signalfd(2)).</summary>
public static unsafe partial class HeldSignals
{
    // sigset_t of glibc and musl has 128 bytes, of which the kernel knows the first 8.
    private const int Words = 16;

    /// <summary>
    /// Blocks signals in all threads. Where <see cref="TryHold"/> cannot, this process becomes itself anew once, which keeps pid, arguments,
    /// environment and inherited descriptors: threads inherit what is blocked when they are made. Comes back when they are blocked.
    /// </summary>
    /// <exception cref="PosixException">The exec failed.</exception>
    public static void Hold(ReadOnlySpan<int> signals)
    {
        if (TryHold(signals)) return;
        var image = OwnImage.Read();
        SignalMask.Add(signals);
        using var arguments = image.ToArguments();
        using var environment = image.ToEnvironment();
        throw new PosixException("execve", CurrentProcess.Execute(image.Executable, arguments, environment), image.Executable);
    }

    /// <summary>
    /// Blocks signals in this thread and, if there is no other one but the runtime's finalizer, as early in Main under Native AOT, in that one too.
    /// </summary>
    /// <returns>Whether all threads block them now; else this one does not either.</returns>
    public static bool TryHold(ReadOnlySpan<int> signals)
    {
        if (SignalMask.Blocks(signals)) return true;
        SignalMask.Add(signals);
        var held = signals.ToArray();
        if (!RuntimeFeature.IsDynamicCodeSupported) FinalizerThread.Run(() => SignalMask.Add(held));
        if (SignalMask.IsBlockedByAllThreads(signals)) return true;
        SignalMask.Remove(signals);
        return false;
    }

    /// <summary>Sleeps until there is one of these, takes it, and returns its number.</summary>
    public static int Next(ReadOnlySpan<int> signals)
    {
        var set = stackalloc ulong[Words];
        new Span<ulong>(set, Words).Clear();
        set[0] = SignalMask.ToSet(signals);
        while (true)
        {
            var signal = Wait(set, null);
            if (signal > 0) return signal;
            if (Errno.Last != Errno.EINTR) throw new PosixException("sigwaitinfo", Errno.Last);
        }
    }

    /// <summary>Lets a signal that waits have its effect, such as stopping this process.</summary>
    public static void Let(int signal)
    {
        SignalMask.Remove([signal]);
        SignalMask.Add([signal]);
    }

    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    private static partial int Wait(ulong* set, void* info);
}
