using System.Collections.Concurrent;
using System.Globalization;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Events;
using Supervisor.Posix.Threads;

namespace Supervisor.Keeper.Brain;

/// <summary>
/// Hears the keeper: gives events to the handler and answers to those who wait. At first whoever waits hears it himself, so that a start waits for no thread;
/// from <see cref="Start"/> on a thread of its own does.
/// </summary>
internal sealed class KeeperReceiver : IDisposable
{
    private const int Stack = 512 * 1024;
    private static readonly TimeSpan WelcomePatience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly ConcurrentDictionary<ChildRef, KnownChild> _living = new();
    private readonly Epoll _epoll = new();
    private readonly EventDescriptor _stop = new();
    private readonly FrameChannel _channel;
    private readonly PendingAnswers _pending;
    private readonly Action<HostEvent> _handler;
    private readonly KeeperNotices _notices;
    private readonly Action<int> _pong;
    private readonly ReceivedFrame _received = new();
    private BackgroundThread? _thread;
    private volatile Thread? _receiving;
    private volatile int _version;
    private bool _isHeard;
    private AdoptionBuilder? _adoption;
    private Frame.Welcome? _welcome;
    private Frame.PageEnd? _page;
    private bool _takenOver;
    private bool _ended;

    internal KeeperReceiver(
        FrameChannel channel, PendingAnswers pending, Action<HostEvent> handler, KeeperNotices notices, Action<int> pong)
    {
        (_channel, _pending, _handler, _notices, _pong) = (channel, pending, handler, notices, pong);
        _epoll.Add(channel.Number, EpollEvents.In, 1);
        _epoll.Add(_stop.Number, EpollEvents.In, 0);
    }

    /// <summary>Begins the thread, if it has not begun. What comes is heard at once from now on, whether somebody waits or not.</summary>
    internal void Start()
    {
        lock (_gate)
        {
            if (!_ended)
                _thread ??= BackgroundThread.Start("keeper", Run, Stack);
        }
    }

    internal Frame.Welcome WaitForWelcome()
    {
        HearUntil(() => _welcome is not null, WelcomePatience);
        return _welcome ?? throw new KeeperLostException("cannot greet the keeper: it does not answer");
    }

    /// <summary>The children that were told as running and not as ended.</summary>
    internal IReadOnlyList<KnownChild> Living => [.. _living.Values];

    /// <summary>What the keeper knows; another one since it was upgraded.</summary>
    internal int KeeperVersion => _version;

    /// <summary>From now on the list's frames are for this one.</summary>
    internal void Collect(AdoptionBuilder builder)
    {
        lock (_gate)
            _adoption = builder;
    }

    /// <summary>Waits for the end of a page. True when there are more.</summary>
    internal bool WaitForPage()
    {
        HearUntil(() => _page is not null);
        var page = _page ?? throw new KeeperLostException("cannot adopt the programs: the keeper is gone");
        _page = null;
        return page.More;
    }

    /// <summary>Waits until the keeper says that it is this brain's turn.</summary>
    internal void WaitForTakeover()
    {
        HearUntil(() => _takenOver);
        if (!_takenOver)
            throw new KeeperLostException("cannot take over: the keeper is gone");
    }

    /// <summary>Waits for the answer to a request, and forgets the request.</summary>
    internal KeeperAnswer WaitForAnswer(uint id)
    {
        HearUntil(() => _pending.IsAnswered(id));
        return _pending.Take(id);
    }

    /// <exception cref="InvalidOperationException">This is the receiving thread, which would wait for itself.</exception>
    internal void ThrowIfReceiving()
    {
        if (Thread.CurrentThread == _receiving)
            throw new InvalidOperationException("a handler of the keeper's events must not wait for the keeper");
    }

    public void Dispose()
    {
        BackgroundThread? thread;
        lock (_gate)
        {
            if (!_ended)
                _stop.Signal();
            thread = _thread;
        }

        if (Thread.CurrentThread == _receiving)
            return;
        thread?.Join();

        // Without a thread the signal is for nobody.
        HearUntil(null);
    }

    private void Run() => HearUntil(null);

    // Returns when it is so, when the keeper is lost, and when the time is over. Whoever is the first here hears for all.
    private void HearUntil(Func<bool>? isSo, TimeSpan? patience = null)
    {
        var deadline = patience is { } wait ? Environment.TickCount64 + (long)wait.TotalMilliseconds : (long?)null;
        lock (_gate)
        {
            while (true)
            {
                if (_ended || isSo?.Invoke() == true)
                    return;
                if (!_isHeard)
                    break;
                if (!Monitor.Wait(_gate, Left(deadline) ?? Timeout.InfiniteTimeSpan))
                    return;
            }

            _isHeard = true;
        }

        _receiving = Thread.CurrentThread;
        var (stopped, lost) = Hear(isSo, deadline);
        _receiving = null;
        lock (_gate)
        {
            _isHeard = false;
            Monitor.PulseAll(_gate);
            if (!stopped && !lost)
                return;
            _ended = true;
            _epoll.Dispose();
            _stop.Dispose();
            _channel.Dispose();
            _received.Dispose();
        }

        _pending.Lose(Errno.ESRCH);
        if (!stopped)
            _notices.Lost?.Invoke();
    }

    private (bool Stopped, bool Lost) Hear(Func<bool>? isSo, long? deadline)
    {
        Span<EpollEvent> events = stackalloc EpollEvent[2];
        while (true)
        {
            var count = _epoll.Wait(events, Left(deadline));
            if (count == 0 && Left(deadline) == TimeSpan.Zero)
                return (false, false);
            foreach (var e in events[..count])
            {
                if (e.Tag == 0)
                    return (true, false);
            }

            if (!Receive(_received))
                return (false, true);
            if (isSo is null)
                continue;
            lock (_gate)
            {
                if (isSo())
                    return (false, false);
            }
        }
    }

    private static TimeSpan? Left(long? deadline) =>
        deadline is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, at - Environment.TickCount64)) : null;

    // False when the keeper is lost.
    private bool Receive(ReceivedFrame received)
    {
        while (true)
        {
            var error = _channel.Receive(received, wait: false);
            if (error == Errno.EAGAIN)
                return true;
            if (error != Errno.None)
                return false;

            if (received.LostDescriptors)
                _notices.Trouble?.Invoke("cannot take all descriptors from the keeper: too many open files; output of programs is not read");
            Take(received);
            received.Dispose();
        }
    }

    private void Take(ReceivedFrame received)
    {
        // A newer keeper may say what we do not know.
        if (received.Error == ProtocolError.UnknownKind)
            return;
        if (received.Error != ProtocolError.None)
        {
            _notices.Trouble?.Invoke(string.Create(
                CultureInfo.InvariantCulture, $"cannot understand a message of the keeper ({received.Header.Kind}): {received.Error}; it is ignored"));
            return;
        }

        switch (received.Content)
        {
            case Frame.Spawned f:
                var streams = TakenStreams.From(f.Streams, received);
                Know(f.Child, f.Birth);
                _handler(new HostEvent.Spawned(f.Child, f.Birth.Pid, streams.Stdin, streams.Stdout, streams.Stderr) { StartTicks = f.Birth.StartTicks });
                break;
            case Frame.SpawnFailed f:
                _handler(new HostEvent.SpawnFailed(f.Child, f.Failure));
                break;
            case Frame.Exited f:
                _living.TryRemove(f.Child, out _);
                _handler(new HostEvent.Exited(f.Child, f.Pid, f.Status));
                break;
            case Frame.OrphanReaped f:
                _handler(new HostEvent.OrphanReaped(f.Pid, f.Status));
                break;
            case Frame.Answer f:
                Answer(f, received);
                break;
            case Frame.Ping f:
                Ask(() => _pong(f.Number));
                break;
            case Frame.Yield:
                _notices.Yield?.Invoke();
                break;
            case Frame.HostSignal f:
                _notices.Signalled?.Invoke(f.Number);
                break;
            default:
                Gather(received);
                break;
        }
    }

    private void Know(ChildRef child, ChildBirth birth) => _living[child] = new KnownChild(child, birth.Pid, birth.StartTicks);

    private void Answer(Frame.Answer answer, ReceivedFrame received)
    {
        var told = new KeeperAnswer(answer.Errno, answer.Explanation);
        if (!_pending.Answer(received.Header.Id, told, AnswerKept) && !told.IsDone)
            _notices.Trouble?.Invoke($"cannot have the keeper do it: {told.Reason}; it goes on without");
    }

    private void AnswerKept()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Ask(Action pong)
    {
        if (_notices.Asked is { } asked)
            asked(pong);
        else
            ThreadPool.UnsafeQueueUserWorkItem(static answer => answer(), pong, preferLocal: false);
    }

    private void Gather(ReceivedFrame received)
    {
        lock (_gate)
        {
            switch (received.Content)
            {
                case Frame.Welcome f:
                    (_welcome, _version) = (f, f.Version);
                    break;
                case Frame.Takeover:
                    _takenOver = true;
                    break;
                case Frame.Listed f:
                    if (f.State == ChildState.Running)
                        Know(f.Ref, f.Birth);
                    _adoption?.Add(f, received);
                    break;
                case Frame.Descriptor f:
                    _adoption?.Add(f, received);
                    break;
                case Frame.PageEnd f:
                    _page = f;
                    break;
                default:
                    return;
            }

            Monitor.PulseAll(_gate);
        }
    }
}
