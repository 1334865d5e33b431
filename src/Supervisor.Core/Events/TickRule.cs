namespace Supervisor.Core.Events;

/// <summary>When TICK events are due: at each multiple of their period, in Unix time.</summary>
public static class TickRule
{
    /// <summary>The three TICK types with their periods in seconds.</summary>
    public static readonly IReadOnlyList<(EventType Type, int Period)> Periods =
        [(EventType.Tick5, 5), (EventType.Tick60, 60), (EventType.Tick3600, 3600)];

    /// <summary>The first second of the slice that an instant is in.</summary>
    /// <param name="period">In seconds.</param>
    /// <param name="unixMilliseconds">The instant.</param>
    public static long Slice(int period, long unixMilliseconds)
    {
        var second = Math.DivRem(unixMilliseconds, 1000, out var rest);
        if (rest < 0) second--;
        return second - (((second % period) + period) % period);
    }

    /// <summary>How long until the next slice begins.</summary>
    public static TimeSpan UntilNext(int period, long unixMilliseconds) =>
        TimeSpan.FromMilliseconds(((Slice(period, unixMilliseconds) + period) * 1000) - unixMilliseconds);
}
