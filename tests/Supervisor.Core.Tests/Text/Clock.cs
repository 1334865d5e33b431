using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Text;

/// <summary>Test time: seconds since a fixed beginning, monotonic and wall alike.</summary>
internal static class Clock
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Instant Instant(double seconds) => new(TimeSpan.FromSeconds(seconds).Ticks);

    public static Moment At(double seconds) => At(Instant(seconds));

    public static Moment At(Instant instant) => new(instant, Epoch.AddTicks(instant.Ticks));
}
