using System.Diagnostics;
using Supervisor.Core.Time;

namespace Supervisor.Engine.Reactor;

/// <summary>Reads the clocks for the core: CLOCK_MONOTONIC, whose origin is the boot of the host, and the wall clock.</summary>
public static class MonotonicClock
{
    public static Moment Now => new(Monotonic, DateTimeOffset.UtcNow);

    // Stopwatch is CLOCK_MONOTONIC in nanoseconds on Linux.
    public static Instant Monotonic => new(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / TimeSpan.TicksPerSecond));
}
