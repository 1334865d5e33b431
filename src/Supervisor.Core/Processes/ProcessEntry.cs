using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Processes;

/// <summary>One process of the roster: what is configured, what is so now, what was, and who waits for it.</summary>
public sealed record ProcessEntry(ProcessSpec Spec, ProcessState State, ProcessHistory History)
{
    /// <summary>Requests that are answered when this process has started, stopped or failed.</summary>
    public ValueList<Waiter> Waiters { get; init; } = ValueList<Waiter>.Empty;

    /// <summary>A newer spec that takes its place once it has stopped; null when there is none.</summary>
    public ProcessSpec? NextSpec { get; init; }

    /// <summary>An update will start it once <see cref="NextSpec"/> has taken its place, unless it is stopped before.</summary>
    public bool StartNext { get; init; }

    /// <summary>An update will remove it once it has stopped.</summary>
    public bool Leaving { get; init; }
}
