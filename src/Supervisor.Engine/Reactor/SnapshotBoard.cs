using Supervisor.Core.Roster;

namespace Supervisor.Engine.Reactor;

/// <summary>Where readers find the newest state. The state is immutable, so the reference is all there is to publish.</summary>
public sealed class SnapshotBoard
{
    private RosterState _current = RosterState.Empty;

    public RosterState Current => Volatile.Read(ref _current);

    internal void Publish(RosterState state) => Volatile.Write(ref _current, state);
}
