using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>
/// Processes to be stopped phase by phase: those of one phase at once, the next phase when all of them are gone.
/// </summary>
internal sealed record StopSequence(StopPurpose Purpose)
{
    /// <summary>Who of the present phase is not gone yet.</summary>
    public ImmutableSortedSet<ProcessName> Pending { get; init; } = ImmutableSortedSet<ProcessName>.Empty;

    /// <summary>The phases to come, in order; inside each the order in which its processes are signalled.</summary>
    public ImmutableQueue<ValueList<ProcessName>> Later { get; init; } = ImmutableQueue<ValueList<ProcessName>>.Empty;
}

/// <summary>What a stop sequence is for.</summary>
[JsonDerivedType(typeof(StopPurpose.Command), "command")]
[JsonDerivedType(typeof(StopPurpose.ForUpdate), "update")]
[JsonDerivedType(typeof(StopPurpose.Drain), "drain")]
internal abstract record StopPurpose
{
    private StopPurpose()
    {
    }

    /// <summary>A client's stop of several processes.</summary>
    public sealed record Command(RequestId Request, bool Wait) : StopPurpose;

    /// <summary>The update that is under way: it stops what it removes or replaces.</summary>
    public sealed record ForUpdate : StopPurpose;

    /// <summary>Shutdown or reload: everything stops.</summary>
    public sealed record Drain : StopPurpose;
}
