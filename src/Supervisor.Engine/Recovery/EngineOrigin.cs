using Supervisor.Core.Recovery;
using Supervisor.Engine.Sockets;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Recovery;

/// <summary>What the engine finds: nothing, or what an earlier brain has left.</summary>
/// <param name="Journal">Where it writes its state down for the next brain.</param>
/// <param name="State">The state of the brain before; null when there was none, or it could not be read.</param>
/// <param name="Children">The children that live, or whose end nobody has taken in.</param>
/// <param name="Predecessor">The line to a brain that yielded to this one and still has clients; null when there is none.</param>
public sealed record EngineOrigin(
    IJournal Journal, RosterRestoration? State, IReadOnlyList<AdoptedChild> Children, OwnedDescriptor? Predecessor = null)
{
    /// <summary>A first start, of which nobody will inherit anything.</summary>
    public static readonly EngineOrigin Nothing = new(NoJournal.Instance, null, []);

    /// <summary>Where the pools of event listeners write their state down: a journal of their own, since they have a thread of their own.</summary>
    public IJournal PoolsJournal { get; init; } = NoJournal.Instance;

    /// <summary>What keeps the files that events and results go through.</summary>
    public IKeptDescriptors Kept { get; init; } = NoKeptDescriptors.Instance;

    /// <summary>Listening sockets of the service manager's.</summary>
    public PassedSockets Passed { get; init; } = PassedSockets.None;
}
