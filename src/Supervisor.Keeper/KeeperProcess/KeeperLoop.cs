using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Events;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The keeper's one thread of decision. It sleeps in epoll on the brain's socket and on what other threads post, until the next
/// deadline if there is one.
/// </summary>
internal sealed class KeeperLoop : IDisposable
{
    private const ulong InputTag = 1;
    private const ulong BrainTag = 2;
    private const int FramesPerTurn = 256;
    private const int SignalledExit = 128;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    private readonly KeeperSettings _settings;
    private readonly Epoll _epoll = new();
    private readonly InputQueue _inputs = new();
    private readonly SpawnThreads _threads = new();
    private readonly Keepsakes _keepsakes = new();
    private readonly Programs _programs;
    private readonly Liveness _liveness;
    private readonly BrainLife _brain;
    private readonly BrainLauncher _launcher;
    private readonly Verbs _verbs;
    private readonly HostSignals _signals;
    private readonly Tidiness _tidiness = new();
    private readonly List<int> _pendingSignals = [];
    private BrainSession? _session;
    private EpollEvents _interest;
    private long _retryAt = KeeperClock.Never;
    private long _finishBy = KeeperClock.Never;
    private int? _status;
    private bool _wasReady;

    internal KeeperLoop(KeeperSettings settings, ulong softLimit)
    {
        _settings = settings;
        _programs = new Programs(_inputs, _threads, softLimit);
        _liveness = new Liveness(settings);
        _brain = new BrainLife(settings);
        _launcher = new BrainLauncher(settings, _inputs, _threads, _programs.Watcher, softLimit);
        _verbs = new Verbs(_programs, _keepsakes, _liveness);
        _epoll.Add(_inputs.Number, EpollEvents.In, InputTag);
        _signals = new HostSignals(number => _inputs.Post(new KeeperInput.SignalCame(number)));
    }

    internal int Run()
    {
        Span<EpollEvent> events = stackalloc EpollEvent[4];
        while (true)
        {
            var now = KeeperClock.Now;
            Look(now);
            if (_status is { } status)
                return status;
            var count = _epoll.Wait(events, KeeperClock.Until(NextDeadline(), now));
            foreach (var e in events[..count])
            {
                if (e.Tag == InputTag)
                    TakeInputs(KeeperClock.Now);
                else
                    Listen(KeeperClock.Now);
            }
        }
    }

    public void Dispose()
    {
        _signals.Dispose();
        _session?.Dispose();
        _programs.Dispose();
        _keepsakes.Dispose();
        _epoll.Dispose();
    }

    private long NextDeadline() => Math.Min(
        Math.Min(_brain.Due, _threads.Due),
        Math.Min(Math.Min(_liveness.Due, _retryAt), _finishBy));

    private void Look(long now)
    {
        _threads.Look(now);
        _brain.Look(now);
        if (_brain.StartAt <= now && _status is null)
            StartBrain(now);
        if (_finishBy <= now)
        {
            _finishBy = KeeperClock.Never;
            _brain.Kill();
        }

        if (_session is { } session)
            Talk(session, now);
        _tidiness.Look(now);
    }

    private void Talk(BrainSession session, long now)
    {
        switch (_liveness.Step(now))
        {
            case LivenessStep.Ask:
                session.Say(new Frame.Ping(_liveness.Number));
                break;
            case LivenessStep.Replace:
                _brain.Kill();
                break;
            default:
                break;
        }

        session.Pump();
        _retryAt = session.TryLater ? KeeperClock.After(now, RetryPause) : KeeperClock.Never;
        var interest = (session.IsFull ? EpollEvents.None : EpollEvents.In) | (session.Blocked ? EpollEvents.Out : EpollEvents.None);
        if (interest == _interest)
            return;
        _epoll.Modify(session.Number, interest, BrainTag);
        _interest = interest;
    }

    private void StartBrain(long now)
    {
        try
        {
            var socket = _launcher.Begin(now);
            _brain.Starting(now);
            _liveness.Reset(now);
            _session = new BrainSession(socket, _programs, _keepsakes, () => _liveness.Expect(KeeperClock.Now));
            _interest = EpollEvents.In;
            _epoll.Add(_session.Number, _interest, BrainTag);
        }
        catch (PosixException)
        {
            // Out of descriptors: once more after the backoff.
            _brain.Ended(wasReady: false, now);
        }
    }

    private void TakeInputs(long now)
    {
        _inputs.Woken();
        while (_inputs.TryTake(out var input))
        {
            switch (input)
            {
                case KeeperInput.Told told:
                    Take(told);
                    break;
                case KeeperInput.SpawnOver over:
                    _programs.Find(over.Child)?.StartOver();
                    Tell(over.Child);
                    break;
                case KeeperInput.BrainStarted started:
                    _brain.Started(started.Brain);
                    break;
                case KeeperInput.BrainNotStarted:
                    BrainEnded(now);
                    break;
                case KeeperInput.BrainExited exited when _brain.Is(exited.Brain):
                    BrainEnded(now);
                    break;
                case KeeperInput.SignalCame signal:
                    Forward(signal.Number, now);
                    break;
                default:
                    break;
            }
        }
    }

    private void Take(KeeperInput.Told told)
    {
        switch (told.What)
        {
            case HostEvent.OrphanReaped orphan:
                _session?.Mention(new Frame.OrphanReaped(orphan.Pid, orphan.Status));
                break;
            case HostEvent.Spawned spawned:
                _programs.Find(spawned.Child)?.Take(told.What, told.Birth);
                break;
            case HostEvent.SpawnFailed failed:
                _programs.Find(failed.Child)?.Take(told.What, told.Birth);
                break;
            case HostEvent.Exited exited:
                _programs.Find(exited.Child)?.Take(told.What, told.Birth);
                Tell(exited.Child);
                break;
            default:
                break;
        }
    }

    private void Tell(ChildRef child)
    {
        if (_programs.Find(child) is { } kept)
            _session?.Changed(kept);
    }

    private void Listen(long now)
    {
        if (_session is not { } session)
            return;
        for (var i = 0; i < FramesPerTurn && !session.IsFull; i++)
        {
            var error = session.Receive(out var frame);
            if (error == Errno.EAGAIN)
                return;
            if (error != Errno.None)
            {
                Hear(session, now);
                HangUp();
                return;
            }

            if (frame.Header.BodyInFile || frame.Content is Frame.Ready)
                _tidiness.Want();
            using (frame)
                _verbs.Do(session, frame, now);
            Hear(session, now);
        }
    }

    // What the verbs changed about the brain itself.
    private void Hear(BrainSession session, long now)
    {
        if (session.IsReady)
            _brain.IsReady();
        if (session.Live && _pendingSignals.Count > 0)
        {
            foreach (var number in _pendingSignals)
                session.Say(new Frame.HostSignal(number));
            _pendingSignals.Clear();
            _liveness.Expect(now);
        }

        if (_verbs.Finished is not null && _finishBy == KeeperClock.Never)
            _finishBy = KeeperClock.After(now, _settings.FinishDeadline);
    }

    // A brain without its socket is of no use to anybody; the next one is started when this one's process is gone.
    private void HangUp()
    {
        if (_verbs.Finished is null)
            _brain.Kill();
        _epoll.Remove(_session!.Number);
        _wasReady = _session.IsReady;
        _session.Dispose();
        _session = null;
    }

    private void BrainEnded(long now)
    {
        // What it has asked for in its last moments is still to be done.
        while (_session is { IsFull: false } session && session.Receive(out var frame) == Errno.None)
        {
            using (frame)
                _verbs.Do(session, frame, now);
            Hear(session, now);
        }

        if (_session is not null)
            HangUp();
        _brain.Ended(_wasReady, now);
        _liveness.Stop();
        _status = _verbs.Finished;
        if (!_wasReady)
            EndIfNothingIsKept();
        _wasReady = false;
    }

    private void Forward(int number, long now)
    {
        if (_session is { Live: true } session)
        {
            session.Say(new Frame.HostSignal(number));
            _liveness.Expect(now);
        }
        else if (!_pendingSignals.Contains(number))
        {
            _pendingSignals.Add(number);
            EndIfNothingIsKept();
        }
    }

    // Asked to end while no brain comes up and there is no program: nobody is left who could do it in an orderly way.
    private void EndIfNothingIsKept()
    {
        if (_status is null && _brain.IsAway && !_programs.AnyAlive && _pendingSignals.Find(HostSignals.Ends) is var number and not 0)
            _status = SignalledExit + number;
    }
}
