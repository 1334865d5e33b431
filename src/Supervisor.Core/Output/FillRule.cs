namespace Supervisor.Core.Output;

/// <summary>
/// "Let the pipe fill": a stream that is busy is read in few large pieces, a quiet one at once. Reading a busy pipe at
/// every line costs six times the processor time and makes nothing faster.
/// </summary>
public static class FillRule
{
    /// <summary>A stream is busy when its last transfer is less than this ago.</summary>
    public static readonly TimeSpan BusyWithin = TimeSpan.FromMilliseconds(2);

    /// <summary>A busy pipe of <see cref="FullCapacity"/> waits this long, a smaller one in proportion.</summary>
    public static readonly TimeSpan FullDelay = TimeSpan.FromMilliseconds(1);

    /// <summary>A pipe that was grown is given back after this much quiet.</summary>
    public static readonly TimeSpan ShrinkAfter = TimeSpan.FromSeconds(5);

    private const int FullCapacity = 1024 * 1024;

    /// <summary>How long to wait before the next transfer; zero is now.</summary>
    /// <param name="queued">Bytes in the pipe.</param>
    /// <param name="capacity">What the pipe holds.</param>
    /// <param name="sinceLast">Time since the last transfer ended.</param>
    public static TimeSpan Delay(int queued, int capacity, TimeSpan sinceLast) =>
        sinceLast >= BusyWithin || queued >= capacity / 2
            ? TimeSpan.Zero
            : new TimeSpan(FullDelay.Ticks * Math.Min(capacity, FullCapacity) / FullCapacity);

    /// <summary>Whether a busy pipe that was found like this should be larger.</summary>
    public static bool WantsGrowth(int queued, int capacity) => queued >= capacity / 4;
}
