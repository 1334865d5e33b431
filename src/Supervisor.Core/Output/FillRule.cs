namespace Supervisor.Core.Output;

/// <summary>
/// "Let the pipe fill": a stream that is busy is read in few large pieces, a quiet one at once. Reading a busy pipe at
/// every line costs six times the processor time and makes nothing faster.
/// </summary>
public static class FillRule
{
    /// <summary>A stream is busy when its last transfer is less than this ago.</summary>
    public static readonly TimeSpan BusyWithin = TimeSpan.FromMilliseconds(2);

    /// <summary>The longest a busy stream is left alone, and so the most that a line is late.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(1);

    /// <summary>The shortest pause that saves more than it costs.</summary>
    public static readonly TimeSpan ShortestDelay = TimeSpan.FromMicroseconds(50);

    /// <summary>A pipe that was grown is given back after this much quiet.</summary>
    public static readonly TimeSpan ShrinkAfter = TimeSpan.FromSeconds(5);

    /// <summary>Within this a crashed brain is replaced; a stream that is known to be busy shall not have to wait meanwhile.</summary>
    public static readonly TimeSpan LongestRecovery = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// How long to wait before the next transfer; zero is now. A busy stream waits until its pipe should be half full at
    /// the pace it had last, so that the writer does not have to wait for room.
    /// </summary>
    /// <param name="queued">Bytes in the pipe.</param>
    /// <param name="capacity">What the pipe holds.</param>
    /// <param name="sinceLast">Time since the last transfer ended.</param>
    /// <param name="pace">Bytes per millisecond that the stream had at its last transfer; 0 when it was quiet before.</param>
    public static TimeSpan Delay(int queued, int capacity, TimeSpan sinceLast, double pace)
    {
        var room = (capacity / 2) - queued;
        if (sinceLast >= BusyWithin || room <= 0) return TimeSpan.Zero;
        var untilHalfFull = pace * LongestDelay.TotalMilliseconds <= room ? LongestDelay : TimeSpan.FromMilliseconds(room / pace);
        return untilHalfFull > ShortestDelay ? untilHalfFull : ShortestDelay;
    }

    /// <summary>
    /// How long to leave a busy pipe alone that was emptied and cannot be reported: until it should be half full, see <see cref="Delay"/>. What was done
    /// since it was emptied counts.
    /// </summary>
    public static TimeSpan DelayAfter(TimeSpan sinceEmptied, int capacity, double pace)
    {
        var left = Delay(0, capacity, TimeSpan.Zero, pace) - sinceEmptied;
        return left > ShortestDelay ? left : ShortestDelay;
    }

    /// <summary>
    /// The pace of a stream, in bytes per millisecond. A pipe that is found nearly full may have been full for a while, and its writer waited: it is taken
    /// to be twice as fast, so that the next look comes earlier.
    /// </summary>
    /// <param name="found">Bytes in the pipe.</param>
    /// <param name="capacity">What the pipe holds.</param>
    /// <param name="sinceEmptied">Time in which they came.</param>
    public static double Pace(int found, int capacity, TimeSpan sinceEmptied)
    {
        var bytes = found > capacity / 4 * 3 ? found * 2.0 : found;
        return bytes / Math.Max(sinceEmptied.TotalMilliseconds, ShortestDelay.TotalMilliseconds);
    }

    /// <summary>
    /// Whether a busy pipe that was found like this should be larger: it is filled fast, or it would be full before another brain reads it,
    /// should this one crash.
    /// </summary>
    /// <param name="queued">Bytes in the pipe.</param>
    /// <param name="capacity">What the pipe holds.</param>
    /// <param name="pace">Bytes per millisecond.</param>
    public static bool WantsGrowth(int queued, int capacity, double pace) =>
        queued >= capacity / 4 || pace * LongestRecovery.TotalMilliseconds > capacity;
}
