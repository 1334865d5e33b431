using System.Text.Json.Serialization;
using Supervisor.Core.Collections;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>One life of one process.</summary>
public readonly record struct ChildLife(ProcessName Process, int Generation);

/// <summary>Everything that can happen to the roster.</summary>
[JsonDerivedType(typeof(Input.Start), "start")]
[JsonDerivedType(typeof(Input.Stop), "stop")]
[JsonDerivedType(typeof(Input.Restart), "restart")]
[JsonDerivedType(typeof(Input.SendSignal), "signal")]
[JsonDerivedType(typeof(Input.Reread), "reread")]
[JsonDerivedType(typeof(Input.Update), "update")]
[JsonDerivedType(typeof(Input.AddGroup), "add")]
[JsonDerivedType(typeof(Input.RemoveGroup), "remove")]
[JsonDerivedType(typeof(Input.Reload), "reload")]
[JsonDerivedType(typeof(Input.Shutdown), "shutdown")]
public abstract record Input
{
    private Input()
    {
    }

    /// <summary>The first input: the config is there, start what has autostart.</summary>
    public sealed record Boot(RosterSpec Spec) : Input
    {
        public ExitWhen ExitWhen { get; init; }
    }

    /// <summary>
    /// The first input to a state that was restored exactly as another brain left it: what has to be done again is done,
    /// nothing is announced a second time.
    /// </summary>
    /// <param name="Living">Every child that the host knows: under way, alive, or ended and not acknowledged.</param>
    public sealed record Restored(ValueList<ChildLife> Living) : Input;

    /// <summary>
    /// The first input of a brain that has no state of the one before it, only its children, instead of <see cref="Boot"/>: the same
    /// config, and what had become of its processes and <see cref="RosterState.Survivors"/>. Only processes that are not
    /// in <paramref name="Known"/> are new and start if they have autostart.
    /// </summary>
    public sealed record Resume(RosterSpec Spec, ValueList<Adopted> Known) : Input
    {
        /// <summary>The other brain's <see cref="RosterState.LastGenerationGone"/>.</summary>
        public int LastGenerationGone { get; init; }

        public ExitWhen ExitWhen { get; init; }
    }

    /// <summary>
    /// A child that ran before this brain did is still there: it is taken over as it is. Ignored for a process that
    /// has a child or a spawn under way already, and for one that is not in the roster.
    /// </summary>
    public sealed record Adopted(ProcessName Process, ProcessState State, ProcessHistory History) : Input;

    public sealed record Spawned(ProcessName Process, int Generation, int Pid) : Input;

    public sealed record SpawnFailed(ProcessName Process, int Generation, StartFailure Failure) : Input;

    public sealed record ChildExited(ProcessName Process, int Generation, ExitOutcome Outcome) : Input;

    /// <summary>kill(2) failed with anything but "no such process".</summary>
    public sealed record SignalFailed(ProcessName Process, int Generation, string Reason) : Input;

    /// <summary>The time an <see cref="Effect.Arm"/> named has come; ignored when the state has no such deadline any more.</summary>
    public sealed record DeadlineReached(ProcessName Process) : Input;

    public sealed record Start(RequestId Request, Selection What, bool Wait) : Input
    {
        /// <summary>
        /// Of several, those that are left as they are and not listed: whoever asks knows already that they cannot be started.
        /// </summary>
        public ValueList<ProcessName> Except { get; init; } = ValueList<ProcessName>.Empty;
    }

    public sealed record Stop(RequestId Request, Selection What, bool Wait) : Input;

    public sealed record Restart(RequestId Request, Selection What, bool Wait) : Input;

    public sealed record SendSignal(RequestId Request, Selection What, Signal Signal) : Input;

    /// <summary>A config was read and is valid: it becomes what add and avail see; nothing running changes.</summary>
    public sealed record Reread(RequestId Request, RosterSpec Spec) : Input;

    /// <summary>Make the running set what <paramref name="Spec"/> says; only the named groups, or all when none is named.</summary>
    public sealed record Update(RequestId Request, RosterSpec Spec, ValueList<string> Groups) : Input;

    public sealed record AddGroup(RequestId Request, string Group) : Input;

    public sealed record RemoveGroup(RequestId Request, string Group) : Input;

    /// <summary>Stop everything in order, then start anew from <paramref name="Spec"/> (SIGHUP, reload).</summary>
    public sealed record Reload(SupervisorSpec Spec) : Input;

    /// <summary>Stop everything in order, then end.</summary>
    public sealed record Shutdown : Input;
}
