using System.Runtime.InteropServices;

namespace Supervisor.Posix.Limits;

/// <summary>A resource of getrlimit(2), with its number on Linux (x86-64 and arm64).</summary>
public enum Resource
{
    CpuSeconds = 0,
    FileSize = 1,
    DataSize = 2,
    StackSize = 3,
    CoreSize = 4,
    ResidentSize = 5,
    Processes = 6,
    OpenFiles = 7,
    LockedMemory = 8,
    AddressSpace = 9,
    FileLocks = 10,
    PendingSignals = 11,
    MessageQueueBytes = 12,
    NicePriority = 13,
    RealTimePriority = 14,
    RealTimeMicroseconds = 15,
}

/// <summary>A soft and a hard limit; <see cref="Infinity"/> is none.</summary>
public readonly record struct ResourceLimit(ulong Soft, ulong Hard)
{
    public const ulong Infinity = ulong.MaxValue;
}

/// <summary>getrlimit, setrlimit and prlimit(2).</summary>
public static unsafe class ResourceLimits
{
    /// <summary>The limit of a process, 0 for our own.</summary>
    public static ResourceLimit Get(Resource resource, int pid = 0)
    {
        ResourceLimit limit;
        return LimitCalls.ProcessLimit(pid, (int)resource, null, &limit) == 0
            ? limit
            : throw new PosixException("prlimit", Errno.Last, resource.ToString());
    }

    /// <summary>Sets the limit of a process, 0 for our own; returns EPERM (raising the hard limit) or EINVAL (soft above hard), else 0.</summary>
    public static Errno Set(Resource resource, ResourceLimit limit, int pid = 0) =>
        LimitCalls.ProcessLimit(pid, (int)resource, &limit, null) == 0 ? Errno.None : Errno.Last;
}

internal static unsafe partial class LimitCalls
{
    // struct rlimit is two 64-bit numbers, soft and hard.
    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    internal static partial int ProcessLimit(int pid, int resource, ResourceLimit* set, ResourceLimit* old);
}
