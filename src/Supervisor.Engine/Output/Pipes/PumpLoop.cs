using Supervisor.Engine.Output.Sinks;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Events;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// The pump's thread: waits for pipes, for commands and for the next due time, whichever comes first. With nothing due
/// it waits without a limit, and an idle pump never wakes up.
/// </summary>
internal sealed class PumpLoop : IDisposable
{
    // Pipe memory that this process takes beyond the default: half of what one user may have (pipe(7)), since a user who
    // has used up its share gets new pipes of one page only.
    private const long MaxGrownBytes = 32L * 1024 * 1024;
    private const ulong WakeTag = 0;

    private readonly Epoll _epoll = new();
    private readonly EventDescriptor _wake = new();
    private readonly Lock _posting = new();
    private readonly Queue<Action> _commands = new();
    private readonly Dictionary<ulong, IEndpoint> _endpoints = [];
    private readonly PriorityQueue<IDue, long> _dues = new();
    private readonly Action<OutputNotice> _notify;
    private ulong _lastTag = WakeTag;
    private long _grownBytes;
    private bool _wakeRequested;
    private bool _stopping;
    private bool _stopped;

    public PumpLoop(Action<OutputNotice> notify, int firstDescriptor, StagedOutput? staged = null)
    {
        _notify = notify;
        Staging = staged is null ? null : new StagingPipe(staged);
        FirstDescriptor = firstDescriptor;
        _epoll.Add(_wake.Number, EpollEvents.In, WakeTag);
    }

    /// <summary>Numbers below this one are left to descriptors that live shortly.</summary>
    public int FirstDescriptor { get; }

    public SinkRegistry Sinks { get; } = new();

    public SplicedSource Spliced { get; } = new();

    /// <summary>Null where no logs are written.</summary>
    public StagingPipe? Staging { get; }

    /// <summary>What bytes pass through when they cannot be spliced.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);

    public void Notify(OutputNotice notice) => _notify(notice);

    /// <summary>Has the pump thread run this, after all that was posted before. Any thread. False when the pump has ended.</summary>
    public bool TryPost(Action command)
    {
        lock (_posting)
        {
            if (_stopped) return false;
            _commands.Enqueue(command);
            if (!_wakeRequested) _wake.Signal();
            _wakeRequested = true;
            return true;
        }
    }

    /// <summary>As <see cref="TryPost"/>.</summary>
    /// <exception cref="ObjectDisposedException">The pump has ended.</exception>
    public void Post(Action command) => ObjectDisposedException.ThrowIf(!TryPost(command), this);

    public void Stop() => Post(() => _stopping = true);

    /// <summary>From the pump thread: nothing more is moved after the command that calls this.</summary>
    public void StopNow() => _stopping = true;

    public ulong Register(int descriptor, EpollEvents events, IEndpoint endpoint) =>
        TryRegister(descriptor, events, endpoint, out var tag)
            ? tag
            : throw new InvalidOperationException("a pipe cannot be polled");

    /// <summary>False for what cannot be polled.</summary>
    public bool TryRegister(int descriptor, EpollEvents events, IEndpoint endpoint, out ulong tag)
    {
        tag = ++_lastTag;
        if (!_epoll.TryAdd(descriptor, events | EpollEvents.OneShot, tag, out _)) return false;
        _endpoints[tag] = endpoint;
        return true;
    }

    public void Arm(int descriptor, EpollEvents events, ulong tag) =>
        _epoll.Modify(descriptor, events | EpollEvents.OneShot, tag);

    /// <summary>Must come before the close: another process may hold a copy, and the registration would live on with it.</summary>
    public void Unregister(int descriptor, ulong tag)
    {
        _epoll.Remove(descriptor);
        _endpoints.Remove(tag);
    }

    public void Schedule(IDue target, long due) => _dues.Enqueue(target, due);

    public bool MayGrow(int bytes) => _grownBytes + bytes <= MaxGrownBytes;

    public void Grown(long bytes) => _grownBytes += bytes;

    public void Run()
    {
        var events = new EpollEvent[64];
        while (!_stopping)
        {
            var count = _epoll.Wait(events, UntilNextDue());
            for (var i = 0; i < count && !_stopping; i++) Dispatch(events[i]);
            if (!_stopping) RunDue();
        }
    }

    public void Dispose()
    {
        lock (_posting) _stopped = true;
        RunCommands();
        Spliced.Dispose();
        Staging?.Dispose();
        _wake.Dispose();
        _epoll.Dispose();
    }

    private TimeSpan? UntilNextDue() =>
        _dues.TryPeek(out _, out var due) ? new TimeSpan(Math.Max(0, due - PumpClock.Now)) : null;

    private void Dispatch(EpollEvent report)
    {
        if (report.Tag == WakeTag) RunCommands();
        else if (_endpoints.TryGetValue(report.Tag, out var endpoint)) endpoint.OnEvent(report.Events, this);
    }

    private void RunCommands()
    {
        while (true)
        {
            Action? command;
            lock (_posting)
            {
                if (!_commands.TryDequeue(out command))
                {
                    if (_wakeRequested) _wake.Consume();
                    _wakeRequested = false;
                    return;
                }
            }

            command();
            if (_stopping) return;
        }
    }

    private void RunDue()
    {
        if (_dues.Count == 0) return;
        var now = PumpClock.Now;
        while (_dues.TryPeek(out var target, out var due) && due <= now)
        {
            _dues.Dequeue();
            target.OnDue(now, this);
        }
    }
}
