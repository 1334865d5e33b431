using System.Runtime.InteropServices;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>What this process, without its children, has used so far (getrusage(2)).</summary>
internal static unsafe partial class OwnUsage
{
    // struct rusage of 64-bit Linux is 18 longs; the last two count context switches, voluntary and not.
    private const int Longs = 18;

    /// <summary>Context switches of all its threads.</summary>
    public static long Switches
    {
        get
        {
            var usage = stackalloc long[Longs];
            if (GetUsage(0, usage) != 0) throw new InvalidOperationException("getrusage");
            return usage[Longs - 2] + usage[Longs - 1];
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long* usage);
}
