using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;
using Supervisor.Posix.Threads;
using Supervisor.Subprocess.Launching;

namespace Supervisor.Subprocess.Children;

/// <summary>
/// Starts children and tells their exits, each exactly once. One thread for all of them sleeps in epoll on their pidfds;
/// nothing wakes it but an exit. SIGCHLD is not used, and children that others in this process start are left to them,
/// unless orphans are reaped.
/// </summary>
public sealed class ChildWatcher : IDisposable
{
    private const int WatcherStack = 256 * 1024;
    private const int Batch = 64;

    // Children are tagged with their pid, which is never 0.
    private const ulong WakeTag = 0;

    private static readonly Lazy<ChildWatcher> SharedWatcher = new(() => new ChildWatcher());

    // Closes the race between a child's registration and its exit: each happens as a whole.
    private readonly Lock _lock = new();
    private readonly Dictionary<int, WatchedChild> _running = [];
    private readonly Epoll _epoll = new();
    private readonly EventDescriptor _wake = new();
    private readonly SpawnTickets _tickets = new();
    private readonly ExitGate _gate = new();
    private readonly OrphanReaper? _orphans;
    private readonly Action<ChildExit>? _orphanReaped;
    private readonly bool _groupsByPidfd;
    private readonly bool _keepZombies;
    private long? _adopting;
    private bool _disposed;

    /// <summary>A watcher that leaves orphans alone.</summary>
    public ChildWatcher()
        : this(null)
    {
    }

    /// <param name="orphanReaped">
    /// For PID 1 and child subreapers (<see cref="CurrentProcess.AdoptsOrphans"/>), where foreign processes become children of
    /// this one: told for each of them when it was reaped. At most one watcher of a process may have it, and every child of
    /// the process must then be started through it.
    /// </param>
    public ChildWatcher(Action<ChildExit>? orphanReaped)
        : this(orphanReaped, Pidfd.CanSignalGroups)
    {
    }

    internal ChildWatcher(Action<ChildExit>? orphanReaped, bool groupsByPidfd, bool adopting = false, bool isDriven = false)
    {
        // What is not known yet may be one that is about to be adopted, and no orphan.
        if (adopting)
            _adopting = _tickets.Take();
        SignalDispositions.KeepChildExits();
        _epoll.Add(_wake.Number, EpollEvents.In, WakeTag);
        _groupsByPidfd = groupsByPidfd;
        _keepZombies = orphanReaped is null && !groupsByPidfd;
        if (!isDriven)
            _ = BackgroundThread.Start("child exits", Watch, WatcherStack);
        _orphanReaped = orphanReaped;
        if (orphanReaped is not null && !isDriven)
            _orphans = new OrphanReaper(_tickets, _gate, TryFinish, orphanReaped);
    }

    /// <summary>The watcher of all those children of this process that ask for nothing special.</summary>
    public static ChildWatcher Shared => SharedWatcher.Value;

    /// <summary>
    /// For a process whose first thread sleeps in an epoll of its own: when <see cref="Number"/> is readable there, it calls
    /// <see cref="TakeEnded"/>, and with every SIGCHLD <see cref="TakeOrphans"/>. So no thread of the watcher wakes only to wake another one.
    /// </summary>
    /// <param name="orphanReaped">As for the constructor.</param>
    /// <param name="adopting">
    /// For a process that has exec'd itself and still has the children of its earlier image: none of them is taken for an orphan before
    /// <see cref="AdoptionOver"/>.
    /// </param>
    internal static ChildWatcher Driven(Action<ChildExit>? orphanReaped, bool adopting) =>
        new(orphanReaped, Pidfd.CanSignalGroups, adopting, isDriven: true);

    /// <summary>
    /// Reaps the orphans that have ended, on this thread, which must be the process's first and start no child itself: then all that are its own
    /// children are orphans, or children of an image of this process before an exec. So a start on another thread is never taken for one.
    /// </summary>
    internal void TakeOrphans()
    {
        while (_orphanReaped is not null && ChildWait.PeekOwn() is { } ended)
        {
            if (!TryFinish(ended.Pid) && ChildWait.TryReap(ended.Pid) is { } exit)
                _orphanReaped(exit);
        }
    }

    /// <summary>A descriptor that is readable when a child has ended.</summary>
    internal int Number => _epoll.Number;

    /// <summary>Tells the exits that there are, on this thread; does not wait.</summary>
    internal void TakeEnded()
    {
        Span<EpollEvent> ended = stackalloc EpollEvent[Batch];
        var count = _epoll.Wait(ended, TimeSpan.Zero);
        foreach (var e in ended[..count])
            _ = TryFinish((int)e.Tag);
    }

    /// <summary>Watches a child of the earlier image, which may have ended meanwhile and was not reaped.</summary>
    internal WatchedChild Adopt(int pid, OwnedDescriptor pidfd, Action<WatchedChild, ChildExit> exited)
    {
        var child = new WatchedChild(pid, pidfd, _groupsByPidfd, exited);
        Register(child);
        return child;
    }

    /// <summary>A child of the earlier image that was reaped there; what is left of its group can be signalled.</summary>
    internal WatchedChild AdoptReaped(int pid, OwnedDescriptor pidfd) => WatchedChild.Reaped(pid, pidfd, _groupsByPidfd);

    /// <summary>All children of the earlier image were adopted.</summary>
    internal void AdoptionOver()
    {
        if (_adopting is { } ticket)
            _tickets.Return(ticket);
        _adopting = null;
    }

    /// <summary>
    /// Reaps nothing until <see cref="Thaw"/>: when this returns, every exit that was taken has been told, and all others can still be
    /// reaped by whoever comes after an exec.
    /// </summary>
    internal void Freeze() => _gate.Close();

    internal void Thaw() => _gate.Open();

    /// <summary>Starts a program and watches it.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="started">Called with the child before its exit can be told. Must not block.</param>
    /// <param name="exited">Called once, on a thread of the watcher. Must not block, and must see to <see cref="WatchedChild.Release"/>.</param>
    public LaunchResult Start(LaunchRequest request, Action<WatchedChild> started, Action<WatchedChild, ChildExit> exited)
    {
        ArgumentNullException.ThrowIfNull(started);
        ArgumentNullException.ThrowIfNull(exited);
        var ticket = _tickets.Take();
        try
        {
            var result = Launcher.Launch(request);
            if (result is Launched launched)
            {
                var child = new WatchedChild(launched.Pid, launched.Pidfd, _groupsByPidfd, exited);
                started(child);
                Register(child);
            }

            return result;
        }
        finally
        {
            _tickets.Return(ticket);
        }
    }

    /// <summary>Tells the exit of a child on this thread, if it has ended and was not told yet.</summary>
    internal void Look(WatchedChild child)
    {
        lock (_lock)
        {
            if (!IsRunning(child))
                return;
        }

        _ = TryFinish(child.Pid);
    }

    /// <summary>
    /// Holds this thread until the child has ended and its exit was told, by this thread if nobody is faster. The watcher's
    /// own thread sleeps on meanwhile. False when the time is over.
    /// </summary>
    internal bool WaitHere(WatchedChild child, TimeSpan? timeout)
    {
        lock (_lock)
        {
            if (!IsRunning(child))
                return true;
            child.Waiters++;
            Unwatch(child);
        }

        try
        {
            if (!child.WaitForEnd(timeout))
                return false;
            _ = TryFinish(child.Pid);
            return true;
        }
        finally
        {
            lock (_lock)
            {
                if (--child.Waiters == 0 && IsRunning(child))
                    WatchFor(child);
            }
        }
    }

    /// <summary>Ends the watching. Running children run on; their exits are told to nobody.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _wake.Signal();
        }

        _tickets.Close();
        _orphans?.Stop();
    }

    private bool IsRunning(WatchedChild child) => _running.TryGetValue(child.Pid, out var present) && ReferenceEquals(present, child);

    private void Register(WatchedChild child)
    {
        lock (_lock)
        {
            _running[child.Pid] = child;
            WatchFor(child);
        }
    }

    private void WatchFor(WatchedChild child)
    {
        if (_disposed)
            return;
        _epoll.Add(child.Pidfd.Number, EpollEvents.In, (ulong)child.Pid);
        child.IsInSet = true;
    }

    private void Unwatch(WatchedChild child)
    {
        if (_disposed || !child.IsInSet)
            return;
        _epoll.Remove(child.Pidfd.Number);
        child.IsInSet = false;
    }

    private void Watch()
    {
        var ended = new EpollEvent[Batch];
        while (true)
        {
            var count = _epoll.Wait(ended, timeout: null);
            lock (_lock)
            {
                if (_disposed)
                {
                    _epoll.Dispose();
                    _wake.Dispose();
                    return;
                }
            }

            foreach (var e in ended.AsSpan(0, count))
                _ = TryFinish((int)e.Tag);
        }
    }

    /// <summary>
    /// Takes the exit of a child, if it has ended, and tells it. False when no child of this pid is known. For the watching
    /// thread and the orphan reaper, whoever is first.
    /// </summary>
    private bool TryFinish(int pid)
    {
        _gate.Enter();
        try
        {
            return FinishInside(pid);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private bool FinishInside(int pid)
    {
        WatchedChild? child;
        ChildExit? exit;
        lock (_lock)
        {
            if (_disposed || !_running.TryGetValue(pid, out child))
                return _disposed;
            exit = child.TakeExit(_keepZombies);
            if (exit is null)
                return true;

            // The pidfd of an ended process stays readable, so it leaves the set before its owner may close it.
            _running.Remove(pid);
            Unwatch(child);
        }

        child.Tell(exit.Value);
        return true;
    }
}
