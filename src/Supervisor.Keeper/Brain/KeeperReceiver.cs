using System.Collections.Concurrent;
using System.Globalization;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Events;

namespace Supervisor.Keeper.Brain;

/// <summary>The thread that hears the keeper: gives events to the handler and answers to those who wait.</summary>
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
    private readonly Thread _thread;
    private AdoptionBuilder? _adoption;
    private Frame.Welcome? _welcome;
    private Frame.PageEnd? _page;
    private bool _takenOver;
    private bool _lost;
    private bool _ended;

    internal KeeperReceiver(
        FrameChannel channel, PendingAnswers pending, Action<HostEvent> handler, KeeperNotices notices, Action<int> pong)
    {
        (_channel, _pending, _handler, _notices, _pong) = (channel, pending, handler, notices, pong);
        _epoll.Add(channel.Number, EpollEvents.In, 1);
        _epoll.Add(_stop.Number, EpollEvents.In, 0);
        _thread = new Thread(Run, Stack) { IsBackground = true, Name = "keeper" };
        _thread.Start();
    }

    internal Frame.Welcome WaitForWelcome()
    {
        lock (_gate)
        {
            while (_welcome is null && !_lost)
            {
                if (!Monitor.Wait(_gate, WelcomePatience))
                    break;
            }

            return _welcome ?? throw new KeeperLostException("cannot greet the keeper: it does not answer");
        }
    }

    /// <summary>The children that were told as running and not as ended.</summary>
    internal IReadOnlyList<KnownChild> Living => [.. _living.Values];

    /// <summary>What the keeper knows; another one since it was upgraded.</summary>
    internal int KeeperVersion
    {
        get
        {
            lock (_gate)
                return _welcome?.Version ?? 0;
        }
    }

    /// <summary>From now on the list's frames are for this one.</summary>
    internal void Collect(AdoptionBuilder builder)
    {
        lock (_gate)
            _adoption = builder;
    }

    /// <summary>Waits for the end of a page. True when there are more.</summary>
    internal bool WaitForPage()
    {
        lock (_gate)
        {
            while (_page is null && !_lost)
                Monitor.Wait(_gate);
            var page = _page ?? throw new KeeperLostException("cannot adopt the programs: the keeper is gone");
            _page = null;
            return page.More;
        }
    }

    /// <summary>Waits until the keeper says that it is this brain's turn.</summary>
    internal void WaitForTakeover()
    {
        lock (_gate)
        {
            while (!_takenOver && !_lost)
                Monitor.Wait(_gate);
            if (!_takenOver)
                throw new KeeperLostException("cannot take over: the keeper is gone");
        }
    }

    /// <exception cref="InvalidOperationException">This is the receiving thread, which would wait for itself.</exception>
    internal void ThrowIfReceiving()
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException("a handler of the keeper's events must not wait for the keeper");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_ended)
                _stop.Signal();
        }

        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        var events = new EpollEvent[2];
        using var received = new ReceivedFrame();
        var stopped = false;
        while (!stopped && !_lost)
        {
            foreach (var e in events.AsSpan(0, _epoll.Wait(events, timeout: null)))
                stopped |= e.Tag == 0;
            if (!stopped)
                Receive(received);
        }

        lock (_gate)
        {
            _ended = true;
            _epoll.Dispose();
            _stop.Dispose();
            _channel.Dispose();
        }

        Lose(stopped);
    }

    private void Receive(ReceivedFrame received)
    {
        while (true)
        {
            var error = _channel.Receive(received, wait: false);
            if (error == Errno.EAGAIN)
                return;
            if (error != Errno.None)
            {
                _lost = true;
                return;
            }

            if (received.LostDescriptors)
                _notices.Trouble?.Invoke("cannot take all descriptors from the keeper: too many open files; output of programs is not read");
            Take(received);
            received.Dispose();
        }
    }

    private void Lose(bool wanted)
    {
        lock (_gate)
        {
            _lost = true;
            Monitor.PulseAll(_gate);
        }

        _pending.Lose(Errno.ESRCH);
        if (!wanted)
            _notices.Lost?.Invoke();
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
        if (!_pending.Answer(received.Header.Id, told) && !told.IsDone)
            _notices.Trouble?.Invoke($"cannot have the keeper do it: {told.Reason}; it goes on without");
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
                    _welcome = f;
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
