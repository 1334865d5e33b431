using System.Buffers.Binary;

namespace Supervisor.Posix.Host;

/// <summary>The wall clock of the machine, as the kernel keeps it.</summary>
public static class SystemClock
{
    // struct timex of <sys/timex.h> on 64-bit Linux: 208 bytes, the status flags at 40.
    private const int TimexSize = 256;
    private const int StatusOffset = 40;
    private const int Unsynchronised = 0x40;

    /// <summary>Whether something keeps it in step with the world (adjtimex(2)); null where that cannot be asked.</summary>
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
