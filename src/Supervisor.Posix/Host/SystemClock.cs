using System.Buffers.Binary;

namespace Supervisor.Posix.Host;

/// <summary>The clocks of the machine, as the kernel keeps them.</summary>
public static class SystemClock
{
    // struct timex of <sys/timex.h> on 64-bit Linux: 208 bytes, the status flags at 40.
    private const int TimexSize = 256;
    private const int StatusOffset = 40;
    private const int Unsynchronised = 0x40;

    private const int BootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since the machine was started, suspended ones included (CLOCK_BOOTTIME of clock_gettime(2)): the clock by which proc(5) tells when a process began.</summary>
    /// <exception cref="PosixException">EINVAL: the kernel has no such clock.</exception>
    public static unsafe long SinceBoot
    {
        get
        {
            var timespec = stackalloc long[2];
            if (HostCalls.GetTime(BootTime, timespec) != 0) throw new PosixException("clock_gettime", Errno.Last);
            return (timespec[0] * NanosecondsPerSecond) + timespec[1];
        }
    }

    /// <summary>Whether something keeps the wall clock in step with the world (adjtimex(2)); null where that cannot be asked.</summary>
    public static unsafe bool? IsSynchronised
    {
        get
        {
            // Modes 0: nothing is set.
            var timex = stackalloc byte[TimexSize];
            new Span<byte>(timex, TimexSize).Clear();
            if (HostCalls.AdjustTime(timex) < 0) return null;
            return (BinaryPrimitives.ReadInt32LittleEndian(new(timex + StatusOffset, sizeof(int))) & Unsynchronised) == 0;
        }
    }
}
