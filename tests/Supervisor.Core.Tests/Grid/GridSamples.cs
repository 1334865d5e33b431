using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;
using Supervisor.Core.Tests.Text;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Grid;

/// <summary>One example of every state and of every event, under the name that the table shows.</summary>
internal static class GridSamples
{
    public static readonly Moment Now = Clock.At(100.5);

    private const int Generation = 1;
    private const int Pid = 7;

    private static readonly Instant Since = Clock.Instant(100);
    private static readonly Instant Soon = Clock.Instant(101);
    private static readonly ProcessSpec Spec = Given.Process("x");

    public static IReadOnlyList<(string Name, ProcessEntry Entry)> States { get; } =
    [
        ("STOPPED", Entry(new ProcessState.Stopped())),
        ("STARTING, spawn under way", Entry(new ProcessState.Starting(Since, null, null), WaitKind.ForStart)),
        ("STARTING", Entry(new ProcessState.Starting(Since, Pid, Soon), WaitKind.ForStart)),
        ("STARTING, last attempt", LastAttempt(Entry(new ProcessState.Starting(Since, Pid, Soon), WaitKind.ForStart))),
        ("STARTING, startsecs over", Entry(new ProcessState.Starting(Since, Pid, Clock.Instant(100.2)), WaitKind.ForStart)),
        ("RUNNING", Entry(new ProcessState.Running(Pid, Since))),
        ("BACKOFF", Entry(new ProcessState.Backoff(Soon))),
        ("STOPPING, spawn under way", Stopping(null, AfterStop.StayStopped, WaitKind.ForStop)),
        ("STOPPING", Stopping(Pid, AfterStop.StayStopped, WaitKind.ForStop)),
        ("STOPPING to start again", Stopping(Pid, AfterStop.StartAgain, WaitKind.ForStart)),
        ("EXITED", Entry(new ProcessState.Exited())),
        ("FATAL", Entry(new ProcessState.Fatal())),
        ("UNKNOWN", Entry(new ProcessState.Unknown(Pid))),
        ("UNKNOWN after a stop", Entry(new ProcessState.Unknown(Pid) { StopWanted = true })),
    ];

    public static IReadOnlyList<(string Name, ProcessEvent Event)> Events { get; } =
    [
        ("start", ProcessEvent.StartRequested.Instance),
        ("stop", ProcessEvent.StopRequested.Instance),
        ("restart", ProcessEvent.RestartRequested.Instance),
        ("signal", new ProcessEvent.SignalRequested(Signal.Hup)),
        ("spawned", new ProcessEvent.SpawnSucceeded(Generation, Pid)),
        ("spawn failed", new ProcessEvent.SpawnFailed(
            Generation, new StartFailure(StartFailureKind.NoFile, "can't find command '/bin/x'", "no such file or directory"))),
        ("exit 0", new ProcessEvent.ChildExited(Generation, new ExitOutcome.Code(0))),
        ("exit 3", new ProcessEvent.ChildExited(Generation, new ExitOutcome.Code(3))),
        ("signal failed", new ProcessEvent.SignalFailed(Generation, "EPERM")),
        ("deadline", ProcessEvent.DeadlineReached.Instance),
    ];

    /// <summary>A deadline is shown at the moment it is due, everything else half a second into the state.</summary>
    public static Moment TimeOf(ProcessEntry entry, ProcessEvent @event) =>
        @event is ProcessEvent.DeadlineReached && entry.State.Deadline is { } deadline ? Clock.At(deadline) : Now;

    private static ProcessEntry Stopping(int? pid, AfterStop then, WaitKind kind) =>
        Entry(new ProcessState.Stopping(pid, Clock.Instant(110), then), kind);

    private static ProcessEntry Entry(ProcessState state, params IEnumerable<WaitKind> waiters) =>
        new(Spec, state, new ProcessHistory { Generation = Generation })
        {
            Waiters = [.. waiters.Select(kind => new Waiter(new RequestId(1), kind))],
        };

    private static ProcessEntry LastAttempt(ProcessEntry entry) =>
        entry with { History = entry.History with { Retries = entry.Spec.StartRetries } };
}
