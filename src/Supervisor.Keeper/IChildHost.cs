using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper;

/// <summary>To whom a signal goes.</summary>
public enum SignalScope
{
    /// <summary>The child's main process.</summary>
    Process,

    /// <summary>The process group that the child was started in.</summary>
    Group,
}

/// <summary>
/// The parent of the programs: starts, signals and reaps them, and holds no policy. All that happens is told through the
/// handler that the host was made with, on threads of the host; the handler must not block.
/// </summary>
public interface IChildHost : IDisposable
{
    /// <summary>
    /// Starts a child. Its outcome is told as <see cref="HostEvent.Spawned"/> or <see cref="HostEvent.SpawnFailed"/>, possibly
    /// before this returns. May block until the program is loaded (a dead NFS mount: for ever), so it is called from
    /// threads that can be spared and that live as long as the process.
    /// </summary>
    /// <param name="child">The life to begin.</param>
    /// <param name="request">How.</param>
    /// <param name="socket">Where the request has <see cref="SpawnRequest.Socket"/>: what the child gets a copy of. It stays the caller's.</param>
    void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null);

    /// <summary>
    /// Sends a signal by number. Returns 0, or the errno: ESRCH when the child (or its group) is gone.
    /// A group is signalled as long as it has members, also when its leader has ended but was not acknowledged yet.
    /// </summary>
    int Signal(ChildRef child, int signal, SignalScope scope);

    /// <summary>The same without waiting. Requests are done in the order made; this one may wait for the next that does not, or for <see cref="Flush"/>.</summary>
    /// <param name="child">The life.</param>
    /// <param name="signal">The number.</param>
    /// <param name="scope">The process or its group.</param>
    /// <param name="answered">Called once with what the other form returns, here or on a thread of the host, which must not be held up.</param>
    void Signal(ChildRef child, int signal, SignalScope scope, Action<int> answered)
    {
        ArgumentNullException.ThrowIfNull(answered);
        answered(Signal(child, signal, scope));
    }

    /// <summary>The exit was taken note of; the host forgets the child. This may wait as a signal does.</summary>
    void Acknowledge(ChildRef child);

    /// <summary>Has the host learn of what waits.</summary>
    void Flush()
    {
    }
}
