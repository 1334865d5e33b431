using System.Collections.Immutable;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>All pools at one instant; immutable, so that the reference is the snapshot that readers get.</summary>
public sealed record PoolsState
{
    public static readonly PoolsState Empty = new();

    /// <summary>The daemon's identifier, for the header.</summary>
    public string Server { get; init; } = "supervisor";

    /// <summary>The serial that the next event gets when a pool takes it.</summary>
    public long NextSerial { get; init; }

    /// <summary>The number of the last notice that a pool took: those up to it are not taken a second time.</summary>
    public long LastNotice { get; init; }

    /// <summary>Events that were lost before any pool saw them, because they came faster than they could be taken in.</summary>
    public long Missed { get; init; }

    public ImmutableSortedDictionary<string, PoolState> Pools { get; init; } =
        ImmutableSortedDictionary.Create<string, PoolState>(StringComparer.Ordinal);

    /// <summary>A listener by its name; null when it is in no pool.</summary>
    public ListenerState? Find(ProcessName name) =>
        Pools.TryGetValue(name.Group, out var pool) && pool.Listeners.TryGetValue(name, out var listener) ? listener : null;
}
