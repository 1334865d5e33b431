namespace Supervisor.Core.Time;

/// <summary>
/// A point on the machine's monotonic clock, in ticks of 100 ns since an arbitrary origin (the boot of the host).
/// It survives a new daemon process on the same boot, and no change of the wall clock moves it.
/// </summary>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    public static Instant operator +(Instant instant, TimeSpan span) => new(instant.Ticks + span.Ticks);

    public static Instant operator -(Instant instant, TimeSpan span) => new(instant.Ticks - span.Ticks);

    public static TimeSpan operator -(Instant later, Instant earlier) => new(later.Ticks - earlier.Ticks);

    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;
}
