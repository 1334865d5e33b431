using Supervisor.Core.Roster;

namespace Supervisor.Engine.Reactor;

/// <summary>Where readers find the newest state. The state is immutable, so the reference is all there is to publish.</summary>
public sealed class SnapshotBoard
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RosterState _current = RosterState.Empty;

    public RosterState Current => Volatile.Read(ref _current);

    /// <summary>Completes when there is a state to read; before, there is only an empty one.</summary>
    public Task First => _first.Task;

    internal void Publish(RosterState state)
    {
        Volatile.Write(ref _current, state);
        _first.TrySetResult();
    }
}
