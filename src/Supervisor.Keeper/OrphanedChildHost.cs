using System.Collections.Concurrent;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Threads;

namespace Supervisor.Keeper;

/// <summary>
/// The host of children whose parent is dead: they can be signalled and their end is seen, by pidfd, so that a brain that has lost its keeper can still
/// stop them in order. Nothing can be started, and nobody learns how they ended.
/// </summary>
public sealed class OrphanedChildHost : IChildHost
{
    private const int Stack = 256 * 1024;
    private const ulong StopTag = ulong.MaxValue;

    private readonly ConcurrentDictionary<ChildRef, (int Pid, OwnedDescriptor Pidfd)> _children = new();
    private readonly Dictionary<ulong, KnownChild> _running = [];
    private readonly List<KnownChild> _gone = [];
    private readonly Epoll _epoll = new();
    private readonly EventDescriptor _stop = new();
    private readonly Action<HostEvent> _handler;

    /// <summary>Watches the children; those that ended already are told as such.</summary>
    /// <param name="handler">Told every end, on a thread of this host; must not block.</param>
    /// <param name="children">As <see cref="KeeperChildHost.Living"/> says.</param>
    public OrphanedChildHost(Action<HostEvent> handler, IEnumerable<KnownChild> children)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(children);
        _handler = handler;
        _epoll.Add(_stop.Number, EpollEvents.In, StopTag);
        foreach (var child in children)
            Watch(child);
        _ = BackgroundThread.Start("orphaned children", Run, Stack);
    }

    /// <summary>The status of every exit here: the one that nobody knows.</summary>
    public static ExitStatus UnknownStatus { get; } = new(255, 0, false);

    /// <summary>Fails: there is no parent.</summary>
    public void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        _handler(new HostEvent.SpawnFailed(child, new SpawnFailure(SpawnStage.Fork, Errno.ESRCH.Value, request.Executable)));
    }

    /// <remarks>Before Linux 6.9 a group is signalled only as long as its leader lives, as its number may be another one's afterwards.</remarks>
    public int Signal(ChildRef child, int signal, SignalScope scope)
    {
        if (!_children.TryGetValue(child, out var found))
            return Errno.ESRCH.Value;
        var (pid, pidfd) = found;
        try
        {
            if (scope == SignalScope.Process)
                return Pidfd.Send(pidfd, signal).Value;
            if (Pidfd.CanSignalGroups)
                return Pidfd.SendToGroup(pidfd, signal).Value;
            var error = Pidfd.Send(pidfd, 0);
            return (error == Errno.None ? ProcessSignals.SendToGroup(pid, signal) : error).Value;
        }
        catch (ObjectDisposedException)
        {
            return Errno.ESRCH.Value;
        }
    }

    public void Acknowledge(ChildRef child)
    {
        if (_children.TryRemove(child, out var found))
            found.Pidfd.Dispose();
    }

    /// <summary>Ends the watching; the children run on.</summary>
    public void Dispose() => _stop.Signal();

    // The pidfd is opened first: if the process that it names has the right start time, it is the child.
    private void Watch(KnownChild child)
    {
        try
        {
            var pidfd = Pidfd.Open(child.Pid);
            if (child.StartTicks != 0 && StartTime.Ticks(child.Pid) != child.StartTicks)
            {
                pidfd.Dispose();
                _gone.Add(child);
                return;
            }

            _children[child.Child] = (child.Pid, pidfd);
            _running[(ulong)child.Pid] = child;
            _epoll.Add(pidfd.Number, EpollEvents.In, (ulong)child.Pid);
        }
        catch (PosixException e) when (e.Errno == Errno.ESRCH)
        {
            _gone.Add(child);
        }
    }

    private void Run()
    {
        _gone.ForEach(Tell);
        var events = new EpollEvent[64];
        while (true)
        {
            foreach (var e in events.AsSpan(0, _epoll.Wait(events, timeout: null)))
            {
                if (e.Tag == StopTag)
                {
                    _epoll.Dispose();
                    _stop.Dispose();
                    return;
                }

                Finish(e.Tag);
            }
        }
    }

    private void Finish(ulong tag)
    {
        if (!_running.Remove(tag, out var ended))
            return;

        // An ended one stays readable. One that was acknowledged before is closed, and so out of the set.
        if (_children.TryGetValue(ended.Child, out var found))
            _epoll.Remove(found.Pidfd.Number);
        Tell(ended);
    }

    private void Tell(KnownChild child) => _handler(new HostEvent.Exited(child.Child, child.Pid, UnknownStatus));
}
