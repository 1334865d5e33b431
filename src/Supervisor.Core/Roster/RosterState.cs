using System.Collections.Immutable;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>
/// The whole running set at one instant: immutable, so that the reference itself is the snapshot that readers get.
/// </summary>
public sealed record RosterState
{
    public static readonly RosterState Empty = new();

    public RosterPhase Phase { get; init; } = RosterPhase.Running;

    /// <summary>What the last valid read of the config says; add and avail work from it.</summary>
    public RosterSpec Available { get; init; } = RosterSpec.Empty;

    /// <summary>The active groups by name. Processes are looked up in <see cref="Processes"/>.</summary>
    public ImmutableSortedDictionary<string, GroupSpec> Groups { get; init; } =
        ImmutableSortedDictionary.Create<string, GroupSpec>(StringComparer.Ordinal);

    /// <summary>All processes of all active groups, sorted by group and name.</summary>
    public ImmutableSortedDictionary<ProcessName, ProcessEntry> Processes { get; init; } =
        ImmutableSortedDictionary<ProcessName, ProcessEntry>.Empty;

    /// <summary>When everything ends without being told to; of the config that was booted or reloaded last.</summary>
    public ExitWhen ExitWhen { get; init; }

    /// <summary>The end that a program has brought about; null when there is none.</summary>
    public Ending? Ending { get; init; }

    /// <summary>What a reload starts from once everything has stopped; null when none is under way.</summary>
    internal SupervisorSpec? ReloadSpec { get; init; }

    /// <summary>
    /// How many processes stand against an end of everything where <see cref="Specs.ExitWhen.AllExited"/> holds (<see cref="Endings.StandsAgainst"/>):
    /// counted as they come and go, so that an exit among many thousands does not look at all the others.
    /// </summary>
    internal int Standing { get; init; }

    /// <summary>Stops that go on in phases.</summary>
    internal ImmutableList<StopSequence> StopSequences { get; init; } = ImmutableList<StopSequence>.Empty;

    /// <summary>The update under way; null when there is none.</summary>
    internal UpdateRun? Update { get; init; }

    /// <summary>Updates that wait for the one under way, oldest first.</summary>
    internal ImmutableQueue<UpdateRequest> WaitingUpdates { get; init; } = ImmutableQueue<UpdateRequest>.Empty;

    /// <summary>
    /// The highest generation of any process that has left. New processes count on from it, so that a name that comes
    /// back never repeats a (name, generation) and late events of its former life cannot be taken for new ones.
    /// </summary>
    public int LastGenerationGone { get; init; }

    /// <summary>
    /// Processes that left the roster although their child could not be killed. If the name comes back before that
    /// child is gone it is taken over, so that no second copy is started.
    /// </summary>
    public ImmutableDictionary<ProcessName, ProcessEntry> Survivors { get; init; } =
        ImmutableDictionary<ProcessName, ProcessEntry>.Empty;
}
