using System.Collections.Concurrent;
using Supervisor.Posix;
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
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        _watcher = new ChildWatcher(CurrentProcess.AdoptsOrphans ? OrphanReaped : null);
    }

    /// <summary>The one watcher of this process, which every child must be started through where orphans are reaped.</summary>
    internal ChildWatcher Watcher => _watcher;

    public void Spawn(ChildRef child, SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (RequestTranslation.FindIdentity(request, out var identity) is { } unknown)
            {
                _handler(new HostEvent.SpawnFailed(child, unknown));
                return;
            }

            using var streams = StandardStreams.Open(request);
            Start(child, request, RequestTranslation.ToLaunch(request, identity, streams), streams);
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
        var result = _watcher.Start(
            launch,
            started =>
            {
                // The child can be signalled before anybody hears of it.
                _children[child] = started;
                var (stdin, stdout, stderr) = streams.TakeOurs();
                _handler(new HostEvent.Spawned(child, started.Pid, stdin, stdout, stderr));
            },
            (ended, exit) => _handler(new HostEvent.Exited(child, ended.Pid, Status(exit))));
        if (result is LaunchFailure failure)
            _handler(new HostEvent.SpawnFailed(child, RequestTranslation.ToSpawnFailure(failure, request)));
    }

    private void OrphanReaped(ChildExit exit) => _handler(new HostEvent.OrphanReaped(exit.Pid, Status(exit)));

    private static ExitStatus Status(ChildExit exit) => new(exit.Code, exit.Signal, exit.CoreDumped);
}
