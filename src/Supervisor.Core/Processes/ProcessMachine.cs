using System.Diagnostics;
using Supervisor.Core.Notices;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;
using static Supervisor.Core.Processes.ProcessEvent;
using static Supervisor.Core.Processes.ProcessState;

namespace Supervisor.Core.Processes;

/// <summary>
/// The state machine of one process: supervisord's states, codes, timings and order of events, with every reaction at
/// once instead of at the next pass of a loop.
/// </summary>
/// <param name="now">The time of the step.</param>
/// <param name="draining">The supervisor shuts down or reloads: nothing is started any more.</param>
/// <param name="effects">The second result of a step: what has to be done is added here, in order.</param>
public readonly ref struct ProcessMachine(Moment now, bool draining, List<Effect> effects)
{
    private const string OutOfMemory = "Out of memory: killed by the kernel";
    private const string TooQuickly = "Exited too quickly (process log may have details)";

    private readonly Moment _now = now;
    private readonly bool _draining = draining;
    private readonly List<Effect> _effects = effects;

    /// <summary>The entry after the event; the same object when nothing changed.</summary>
    public ProcessEntry Step(ProcessEntry entry, ProcessEvent @event)
    {
        if (@event is FromHost { Generation: var generation } && generation != entry.History.Generation)
        {
            return entry;
        }

        if (@event is DeadlineReached && (entry.State.Deadline is not { } due || due > _now.Monotonic))
        {
            return entry;
        }

        var after = Transition(entry, @event);
        if (after.State.Deadline is { } deadline && deadline != entry.State.Deadline)
        {
            _effects.Add(new Effect.Arm(after.Spec.Name, deadline));
        }

        return after;
    }

    /// <summary>
    /// The whole machine. Pairs in which nothing happens are listed too, so that a new state or event has to be
    /// thought about; the grid test walks through all of them.
    /// </summary>
    private ProcessEntry Transition(ProcessEntry entry, ProcessEvent @event) => (entry.State, @event) switch
    {
        (Stopped or Exited or Fatal, StartRequested or RestartRequested) => _draining ? entry : Start(entry, retries: 0),
        (Stopped or Exited or Fatal, StopRequested or SignalRequested or DeadlineReached or FromHost) => entry,

        (Backoff, DeadlineReached) => _draining ? EnterFatal(entry) : Start(entry, entry.History.Retries),
        (Backoff, StopRequested) => _draining ? EnterFatal(entry) : StopWithoutChild(entry),
        (Backoff, RestartRequested) => _draining ? EnterFatal(entry) : Start(StopWithoutChild(entry), retries: 0),
        (Backoff, StartRequested or SignalRequested or FromHost) => entry,

        (Starting { Child: null }, SpawnSucceeded e) => Spawned(entry, e.Pid),
        (Starting { Child: null }, SpawnFailed e) => StartFailed(entry, e.Failure),
        (Starting state, ChildExited e) => ExitedFromStarting(entry, state, e.Outcome),
        (Starting { Child: { } pid }, DeadlineReached) => StartSucceeded(entry, pid),
        (Starting { Child: { } pid }, SignalRequested e) => SendSignal(entry, pid, e.Signal),
        (Starting { Child: { } pid }, SignalFailed e) => EnterUnknown(entry, pid, stopWanted: false, e.Reason),
        (Starting state, StopRequested) => BeginStop(entry, state.Child, AfterStop.StayStopped),
        (Starting state, RestartRequested) => BeginStop(entry, state.Child, AfterStop.StartAgain),
        (Starting, StartRequested or SignalRequested or DeadlineReached or FromHost) => entry,

        (Running state, ChildExited e) => ExitedFromRunning(entry, state.Child, e.Outcome),
        (Running state, StopRequested) => BeginStop(entry, state.Child, AfterStop.StayStopped),
        (Running state, RestartRequested) => BeginStop(entry, state.Child, AfterStop.StartAgain),
        (Running state, SignalRequested e) => SendSignal(entry, state.Child, e.Signal),
        (Running state, SignalFailed e) => EnterUnknown(entry, state.Child, stopWanted: false, e.Reason),
        (Running, StartRequested or DeadlineReached or FromHost) => entry,

        (Stopping { Child: null } state, SpawnSucceeded e) => SpawnedWhileStopping(entry, state, e.Pid),
        (Stopping { Child: null } state, SpawnFailed e) => SpawnFailedWhileStopping(entry, state, e.Failure),
        (Stopping state, ChildExited e) => StopSucceeded(entry, state, e.Outcome),
        (Stopping state, DeadlineReached) => KillUnresponsive(entry, state),
        (Stopping state, StopRequested) => CallOffStart(entry, state),
        (Stopping state, RestartRequested) => entry with { State = state with { Then = AfterStop.StartAgain } },
        (Stopping { Child: { } pid }, SignalRequested e) => SendSignal(entry, pid, e.Signal),
        (Stopping { Child: { } pid }, SignalFailed e) => EnterUnknown(entry, pid, stopWanted: true, e.Reason),
        (Stopping, StartRequested or SignalRequested or FromHost) => entry,

        (Unknown state, ChildExited e) when state.StopWanted => StopSucceeded(entry, state.Child, AfterStop.StayStopped, e.Outcome),
        (Unknown state, ChildExited e) => ExitedFromRunning(entry, state.Child, e.Outcome),
        (Unknown, StartRequested or StopRequested or RestartRequested or SignalRequested or DeadlineReached or FromHost) => entry,

        _ => throw new UnreachableException($"no transition from {entry.State} at {@event}"),
    };

    private ProcessEntry Start(ProcessEntry entry, int retries)
    {
        entry = TakeNextSpec(entry);
        var history = entry.History with
        {
            Generation = entry.History.Generation + 1,
            LastStart = _now.Wall,
            LastExit = null,
            SpawnError = "",
            Retries = retries,
        };
        entry = Enter(entry with { History = history, StartNext = false }, new Starting(_now.Monotonic, null, null));
        _effects.Add(new Effect.Spawn(entry.Spec, history.Generation));
        return entry;
    }

    /// <summary>Puts a newer spec in its place. Only for a process without a child.</summary>
    internal ProcessEntry TakeNextSpec(ProcessEntry entry)
    {
        if (entry.NextSpec is not { } next)
        {
            return entry;
        }

        _effects.Add(new Effect.CloseProcess(next.Name));
        _effects.Add(new Effect.OpenProcess(next));
        return entry with { Spec = next, NextSpec = null };
    }

    private ProcessEntry Spawned(ProcessEntry entry, int pid)
    {
        Tell(new Notice.Spawned(entry.Spec.Name, pid));

        // startsecs counts the life of the child, not the time its spawn took.
        return entry.Spec.StartDuration > TimeSpan.Zero
            ? entry with { State = new Starting(_now.Monotonic, pid, _now.Monotonic + entry.Spec.StartDuration) }
            : StartSucceeded(entry with { State = new Starting(_now.Monotonic, pid, _now.Monotonic) }, pid);
    }

    private ProcessEntry StartSucceeded(ProcessEntry entry, int pid)
    {
        entry = EnterRunning(entry, pid);
        Tell(new Notice.EnteredRunning(entry.Spec.Name, entry.Spec.StartDuration));
        return AnswerStart(entry, Outcome.Ok, "");
    }

    private ProcessEntry EnterRunning(ProcessEntry entry, int pid)
    {
        var since = ((Starting)entry.State).Since;
        return Enter(entry with { History = entry.History with { Retries = 0 } }, new Running(pid, since), pid);
    }

    private ProcessEntry StartFailed(ProcessEntry entry, StartFailure failure)
    {
        var failedStarts = entry.History.Retries + 1;
        var givesUp = _draining || failedStarts > entry.Spec.StartRetries;
        Tell(new Notice.StartFailed(entry.Spec.Name, failure, givesUp ? null : Timing.RetryDelay(failedStarts)));
        entry = EnterBackoff(entry with { History = entry.History with { LastEnd = new LifeEnd.NotStarted(failure.Kind) } }, failure.SpawnError);
        entry = AnswerStart(entry, failure.Kind.ToOutcome(), failure.Reason);
        return GiveUpWhenExhausted(entry);
    }

    private ProcessEntry ExitedFromStarting(ProcessEntry entry, Starting state, ExitOutcome outcome)
    {
        // An exit may be reported before the answer to its spawn: then the child lived no time at all.
        var tooQuickly = state.SuccessAt is { } at ? _now.Monotonic < at : entry.Spec.StartDuration > TimeSpan.Zero;
        var pid = state.Child ?? 0;
        if (!tooQuickly)
        {
            return ExitedFromRunning(AnswerStart(EnterRunning(entry, pid), Outcome.Ok, ""), pid, outcome);
        }

        entry = EnterBackoff(
            entry with { History = entry.History with { LastStop = _now.Wall, LastEnd = new LifeEnd.Ended(outcome) } },
            outcome is ExitOutcome.Signalled { OutOfMemory: true } ? OutOfMemory : TooQuickly);
        Tell(new Notice.Exited(entry.Spec.Name, pid, outcome, Expected: false, TooQuickly: true));
        entry = AnswerStart(entry, Outcome.SpawnError, TooQuickly);
        return GiveUpWhenExhausted(entry);
    }

    private ProcessEntry EnterBackoff(ProcessEntry entry, string spawnError)
    {
        var retries = entry.History.Retries + 1;
        var history = entry.History with { Retries = retries, SpawnError = spawnError };
        return Enter(entry with { History = history }, new Backoff(_now.Monotonic + Timing.RetryDelay(retries)));
    }

    private ProcessEntry GiveUpWhenExhausted(ProcessEntry entry)
    {
        var exhausted = entry.History.Retries > entry.Spec.StartRetries;
        if (!exhausted && !_draining)
        {
            return entry;
        }

        entry = EnterFatal(entry);
        if (exhausted)
        {
            Tell(new Notice.GaveUp(entry.Spec.Name));
        }

        return entry;
    }

    private ProcessEntry EnterFatal(ProcessEntry entry) =>
        AnswerStop(Enter(entry with { History = entry.History with { Retries = 0 } }, new Fatal()), Outcome.Ok, "");

    private ProcessEntry ExitedFromRunning(ProcessEntry entry, int pid, ExitOutcome outcome)
    {
        var expected = entry.Spec.IsExpected(outcome);
        var history = entry.History with
        {
            LastStop = _now.Wall,
            LastExit = outcome,
            LastEnd = new LifeEnd.Ended(outcome),
            SpawnError = expected ? "" : outcome is ExitOutcome.Signalled { OutOfMemory: true } ? OutOfMemory : $"Bad exit code {outcome.Status}",
            Retries = 0,
        };
        entry = Enter(entry with { History = history }, new Exited(), pid, expected);
        Tell(new Notice.Exited(entry.Spec.Name, pid, outcome, expected, TooQuickly: false));
        entry = AnswerStop(entry, Outcome.Ok, "");

        var restart = entry.Spec.AutoRestart == RestartPolicy.Always
            || (entry.Spec.AutoRestart == RestartPolicy.Unexpected && !expected);
        return restart && !_draining && !entry.Leaving ? Start(entry, retries: 0) : entry;
    }

    private ProcessEntry BeginStop(ProcessEntry entry, int? pid, AfterStop then)
    {
        entry = AnswerStart(entry, Outcome.AbnormalTermination, "stopped while it was starting");
        var stopping = new Stopping(pid, _now.Monotonic + entry.Spec.StopWait, then);
        if (pid is { } known)
        {
            Tell(new Notice.StopSignalSent(entry.Spec.Name, known, entry.Spec.StopSignal, entry.Spec.StopAsGroup));
        }

        entry = Enter(entry, stopping, pid ?? 0);
        if (pid is not null)
        {
            Kill(entry, entry.Spec.StopSignal, entry.Spec.StopAsGroup);
        }

        return entry;
    }

    private ProcessEntry SpawnedWhileStopping(ProcessEntry entry, Stopping state, int pid)
    {
        Tell(new Notice.Spawned(entry.Spec.Name, pid));
        Tell(new Notice.StopSignalSent(entry.Spec.Name, pid, entry.Spec.StopSignal, entry.Spec.StopAsGroup));
        Kill(entry, entry.Spec.StopSignal, entry.Spec.StopAsGroup);
        return entry with { State = state with { Child = pid, KillAt = _now.Monotonic + entry.Spec.StopWait } };
    }

    private ProcessEntry SpawnFailedWhileStopping(ProcessEntry entry, Stopping state, StartFailure failure)
    {
        Tell(new Notice.StartFailed(entry.Spec.Name, failure, RetryIn: null));
        return Continue(StopWithoutChild(entry), state.Then);
    }

    private ProcessEntry KillUnresponsive(ProcessEntry entry, Stopping state)
    {
        if (state.Child is { } pid)
        {
            Tell(new Notice.KillingUnresponsive(entry.Spec.Name, pid));
            Tell(new Notice.StopSignalSent(entry.Spec.Name, pid, Signal.Kill, entry.Spec.KillAsGroup));
            Kill(entry, Signal.Kill, entry.Spec.KillAsGroup);
        }

        return entry with { State = state with { KillAt = _now.Monotonic + Timing.KillInterval(entry.Spec) } };
    }

    private ProcessEntry CallOffStart(ProcessEntry entry, Stopping state)
    {
        if (state.Then == AfterStop.StayStopped)
        {
            return entry;
        }

        entry = AnswerStart(entry, Outcome.AbnormalTermination, "stopped while it was restarting");
        return entry with { State = state with { Then = AfterStop.StayStopped } };
    }

    private ProcessEntry StopSucceeded(ProcessEntry entry, Stopping state, ExitOutcome outcome) =>
        StopSucceeded(entry, state.Child ?? 0, state.Then, outcome);

    private ProcessEntry StopSucceeded(ProcessEntry entry, int pid, AfterStop then, ExitOutcome outcome)
    {
        var history = entry.History with { LastStop = _now.Wall, LastExit = outcome, LastEnd = new LifeEnd.Ended(outcome), SpawnError = "", Retries = 0 };
        entry = Enter(entry with { History = history }, new Stopped(), pid);
        Tell(new Notice.Stopped(entry.Spec.Name, pid, outcome, entry.Spec.IsExpected(outcome)));
        return Continue(AnswerStop(entry, Outcome.Ok, ""), then);
    }

    /// <summary>BACKOFF or a spawn that never came to be: there is nobody to signal, and no exit status.</summary>
    private ProcessEntry StopWithoutChild(ProcessEntry entry) =>
        AnswerStop(
            Enter(entry with { History = entry.History with { SpawnError = "", Retries = 0 } }, new Stopped()), Outcome.Ok, "");

    private ProcessEntry Continue(ProcessEntry stopped, AfterStop then) =>
        then == AfterStop.StartAgain && !_draining ? Start(stopped, retries: 0) : stopped;

    private ProcessEntry SendSignal(ProcessEntry entry, int pid, Signal signal)
    {
        Tell(new Notice.SignalSent(entry.Spec.Name, pid, signal));
        Kill(entry, signal, toGroup: false);
        return entry;
    }

    private ProcessEntry EnterUnknown(ProcessEntry entry, int pid, bool stopWanted, string reason)
    {
        Tell(new Notice.SignalFailed(entry.Spec.Name, pid, reason));
        entry = Enter(entry, new Unknown(pid) { StopWanted = stopWanted }, pid);
        return AnswerStop(AnswerStart(entry, Outcome.AbnormalTermination, reason), Outcome.Failed, reason);
    }

    /// <summary>Every change from one state code to another passes here.</summary>
    private ProcessEntry Enter(ProcessEntry entry, ProcessState to, int pid = 0, bool expected = false)
    {
        var tries = to is Starting or Backoff ? entry.History.Retries : 0;
        Tell(new Notice.StateChanged(entry.Spec.Name, entry.State.Code, to.Code, tries, pid, expected));
        return entry with { State = to };
    }

    private ProcessEntry AnswerStart(ProcessEntry entry, Outcome outcome, string detail) =>
        entry.Answer(WaitKind.ForStart, outcome, detail, _effects);

    private ProcessEntry AnswerStop(ProcessEntry entry, Outcome outcome, string detail) =>
        entry.Answer(WaitKind.ForStop, outcome, detail, _effects);

    private void Kill(ProcessEntry entry, Signal signal, bool toGroup) =>
        _effects.Add(new Effect.Kill(
            entry.Spec.Name, entry.History.Generation, signal, toGroup ? SignalTarget.ProcessGroup : SignalTarget.Process));

    private void Tell(Notice notice) => _effects.Add(new Effect.Tell(notice));
}
