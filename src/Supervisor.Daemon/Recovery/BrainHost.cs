using Supervisor.Keeper;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Daemon.Recovery;

/// <summary>
/// The parent of the programs: the keeper, and when that is gone nobody. Then what still runs can only be signalled and watched, so that
/// it is stopped in order.
/// </summary>
internal sealed class BrainHost(KeeperChildHost keeper, Action<HostEvent> events) : IChildHost
{
    private volatile IChildHost _host = keeper;

    public void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null) => _host.Spawn(child, request, socket);

    public int Signal(ChildRef child, int signal, SignalScope scope) => _host.Signal(child, signal, scope);

    public void Signal(ChildRef child, int signal, SignalScope scope, Action<int> answered) => _host.Signal(child, signal, scope, answered);

    public void Acknowledge(ChildRef child) => _host.Acknowledge(child);

    public void Flush() => _host.Flush();

    /// <summary>The keeper is gone.</summary>
    public void Orphan() => _host = new OrphanedChildHost(events, keeper.Living);

    /// <summary>Leaves the children alone.</summary>
    public void Dispose()
    {
        if (_host is OrphanedChildHost orphaned) orphaned.Dispose();
    }
}
