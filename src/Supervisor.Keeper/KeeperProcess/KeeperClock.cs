namespace Supervisor.Keeper.KeeperProcess;

/// <summary>Monotonic milliseconds, and deadlines in them.</summary>
internal static class KeeperClock
{
    /// <summary>A deadline that never comes.</summary>
    internal const long Never = long.MaxValue;

    internal static long Now => Environment.TickCount64;

    internal static long After(long now, TimeSpan span) => now + (long)Math.Ceiling(span.TotalMilliseconds);

    /// <summary>The wait until a deadline; null for ever.</summary>
    internal static TimeSpan? Until(long deadline, long now) =>
        deadline == Never ? null : TimeSpan.FromMilliseconds(Math.Max(0, deadline - now));
}
