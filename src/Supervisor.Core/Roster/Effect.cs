using System.Text.Json.Serialization;
using Supervisor.Core.Collections;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;

namespace Supervisor.Core.Roster;

/// <summary>To whom a signal goes.</summary>
public enum SignalTarget
{
    Process,
    ProcessGroup,
}

/// <summary>What the shell has to do after a step, in order. Each outcome comes back as an <see cref="Input"/>.</summary>
[JsonDerivedType(typeof(Effect.Accepted), "accepted")]
[JsonDerivedType(typeof(Effect.TargetDone), "done")]
[JsonDerivedType(typeof(Effect.Changes), "changes")]
public abstract record Effect
{
    private Effect()
    {
    }

    public sealed record Spawn(ProcessSpec Spec, int Generation) : Effect;

    public sealed record Kill(ProcessName Process, int Generation, Signal Signal, SignalTarget Target) : Effect;

    /// <summary>
    /// Feed <see cref="Input.DeadlineReached"/> at <paramref name="At"/> or later, never earlier. Old ones need no
    /// disarming.
    /// </summary>
    public sealed record Arm(ProcessName Process, Instant At) : Effect;

    /// <summary>Tell it to everyone who listens: log, event listeners, API stream.</summary>
    public sealed record Tell(Notice Notice) : Effect;

    /// <summary>How many <see cref="TargetDone"/> answers a request will get; sent first, also when it is 0.</summary>
    public sealed record Accepted(RequestId Request, int Targets) : Effect;

    /// <summary>One target of a request is done.</summary>
    /// <param name="Detail">For people; empty when there is nothing to add.</param>
    public sealed record TargetDone(RequestId Request, ProcessName Process, Outcome Outcome, string Detail) : Effect;

    /// <summary>
    /// The answer to reread and update. While shutting down or reloading it is one change of the group "" with
    /// <see cref="Outcome.ShuttingDown"/>.
    /// </summary>
    public sealed record Changes(RequestId Request, ValueList<GroupChange> Groups) : Effect;

    /// <summary>The processes of a group came into being: make their logs.</summary>
    public sealed record OpenProcess(ProcessSpec Spec) : Effect;

    /// <summary>The settings of a process changed in place, such as log limits.</summary>
    public sealed record ReconfigureProcess(ProcessSpec Spec) : Effect;

    /// <summary>A process left the roster: close what belongs to it.</summary>
    public sealed record CloseProcess(ProcessName Process) : Effect;

    /// <summary>Everything has stopped for a reload; the new roster is in place and its starts follow.</summary>
    public sealed record Reloaded(SupervisorSpec Spec) : Effect;

    /// <summary>Everything has stopped for good.</summary>
    /// <param name="How">What became of the program whose end this is; null at an orderly shutdown.</param>
    public sealed record Finished(LifeEnd? How) : Effect;
}
