namespace Supervisor.Core.Time;

/// <summary>
/// "Now", as the core is told it: the monotonic instant that every decision is made by, and the wall time that is
/// only ever shown to people.
/// </summary>
public readonly record struct Moment(Instant Monotonic, DateTimeOffset Wall);
