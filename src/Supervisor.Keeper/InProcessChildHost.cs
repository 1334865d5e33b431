using System.Collections.Concurrent;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Host;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Children;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Keeper;

/// <summary>
/// The host whose children are children of this process. Starts happen on the caller's thread, exits are told by the
/// watcher's thread. As PID 1 or child subreaper it reaps orphans too.
/// </summary>
public sealed class InProcessChildHost : IChildHost
{
    private readonly ConcurrentDictionary<ChildRef, WatchedChild> _children = new();
    private readonly Action<HostEvent> _handler;
    private readonly ChildWatcher _watcher;

    /// <param name="handler">Told everything; called on several threads, must not block.</param>
    public InProcessChildHost(Action<HostEvent> handler)
        : this(handler, orphans => new ChildWatcher(orphans))
    {
    }

    /// <summary>Whose exits are told by whoever calls <see cref="ChildWatcher.TakeEnded"/>.</summary>
    /// <param name="handler">As above.</param>
    /// <param name="adopting">Whether children of an earlier image of this process are to be adopted, until <see cref="AdoptionOver"/>.</param>
    internal InProcessChildHost(Action<HostEvent> handler, bool adopting)
        : this(handler, orphans => ChildWatcher.Driven(orphans, adopting))
    {
    }

    private InProcessChildHost(Action<HostEvent> handler, Func<Action<ChildExit>?, ChildWatcher> watcher)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        _watcher = watcher(CurrentProcess.AdoptsOrphans ? OrphanReaped : null);
    }

    /// <summary>The one watcher of this process, which every child must be started through where orphans are reaped.</summary>
    internal ChildWatcher Watcher => _watcher;

    /// <summary>The process of a child that has not been acknowledged.</summary>
    internal WatchedChild? Find(ChildRef child) => _children.GetValueOrDefault(child);

    /// <summary>Takes over a child of an earlier image of this process; its exit is told when it was not seen before.</summary>
    internal void Adopt(ChildRef child, int pid, OwnedDescriptor pidfd, bool wasReaped)
    {
        if (wasReaped)
            _children[child] = _watcher.AdoptReaped(pid, pidfd);
        else
            _children[child] = _watcher.Adopt(pid, pidfd, (ended, exit) => _handler(new HostEvent.Exited(child, ended.Pid, Status(exit))));
    }

    internal void AdoptionOver() => _watcher.AdoptionOver();

    public void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Socket is not null && socket is null)
        {
            _handler(new HostEvent.SpawnFailed(child, new SpawnFailure(SpawnStage.Pipes, Errno.EBADF.Value, request.Executable)));
            return;
        }

        try
        {
            if (RequestTranslation.FindIdentity(request, out var identity) is { } unknown)
            {
                _handler(new HostEvent.SpawnFailed(child, unknown));
                return;
            }

            using var streams = StandardStreams.Open(request, socket);
            Start(child, request, RequestTranslation.ToLaunch(request, identity, streams, socket), streams);
        }
        catch (PosixException e) when (e.Call is "pipe2" or "open" or "fcntl")
        {
            _handler(new HostEvent.SpawnFailed(child, new SpawnFailure(SpawnStage.Pipes, e.Errno.Value, e.Path ?? request.Executable)));
        }
    }

    public int Signal(ChildRef child, int signal, SignalScope scope)
    {
        if (!_children.TryGetValue(child, out var watched))
            return Errno.ESRCH.Value;
        return (scope == SignalScope.Group ? watched.SignalGroup(signal) : watched.Signal(signal)).Value;
    }

    public void Acknowledge(ChildRef child)
    {
        if (_children.TryRemove(child, out var watched))
            watched.Release();
    }

    /// <summary>Ends the watching; the children run on as children of this process.</summary>
    public void Dispose() => _watcher.Dispose();

    private void Start(ChildRef child, SpawnRequest request, LaunchRequest launch, StandardStreams streams)
    {
        var began = SystemClock.SinceBoot;
        var result = _watcher.Start(
            launch,
            started =>
            {
                // The child can be signalled before anybody hears of it.
                _children[child] = started;
                var (stdin, stdout, stderr) = streams.TakeOurs();
                _handler(new HostEvent.Spawned(child, started.Pid, stdin, stdout, stderr) { StartTicks = StartTime.Of(started.Pid, began) });
            },
            (ended, exit) => _handler(new HostEvent.Exited(child, ended.Pid, Status(exit))));
        if (result is LaunchFailure failure)
            _handler(new HostEvent.SpawnFailed(child, RequestTranslation.ToSpawnFailure(failure, request)));
    }

    private void OrphanReaped(ChildExit exit) => _handler(new HostEvent.OrphanReaped(exit.Pid, Status(exit)));

    private static ExitStatus Status(ChildExit exit) => new(exit.Code, exit.Signal, exit.CoreDumped);
}
