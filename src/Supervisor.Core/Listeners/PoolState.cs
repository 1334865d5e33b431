using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>A pool as it is configured.</summary>
/// <param name="Name">The name of its group.</param>
/// <param name="Spec">What it gets.</param>
/// <param name="Listeners">Its processes, in the order in which they are asked.</param>
public sealed record PoolConfig(string Name, EventPoolSpec Spec, ValueList<ProcessName> Listeners);

/// <summary>One pool of event listeners: what waits, and who may take it.</summary>
public sealed record PoolState(PoolConfig Config)
{
    /// <summary>The serial that the next event of this pool gets.</summary>
    public long NextPoolSerial { get; init; }

    /// <summary>The <see cref="BufferedEvent.Entry"/> that the next event gets.</summary>
    public long NextEntry { get; init; }

    /// <summary>Events that were discarded because the buffer was full.</summary>
    public long Discarded { get; init; }

    /// <summary>What waits, the next one to be delivered first.</summary>
    public ImmutableList<BufferedEvent> Buffer { get; init; } = [];

    public ImmutableDictionary<ProcessName, ListenerState> Listeners { get; init; } =
        ImmutableDictionary<ProcessName, ListenerState>.Empty;
}
