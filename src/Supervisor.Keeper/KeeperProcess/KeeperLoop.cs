using System.Text;
using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The keeper's one thread of decision. It sleeps in epoll on the sockets of brains and on what other threads post, until the next
/// deadline if there is one.
/// </summary>
internal sealed class KeeperLoop : IDisposable
{
    private const ulong InputTag = 1;
    private const ulong SignalTag = 2;
    private const ulong ExitTag = 3;
    private const ulong FirstBrainTag = 4;
    private const int FramesPerTurn = 256;
    private const int SignalledExit = 128;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);

    private readonly Epoll _epoll = new();
    private readonly InputQueue _inputs = new();
    private readonly SpawnThreads _threads = new();
    private readonly Keepsakes _keepsakes = new();
    private readonly Programs _programs;
    private readonly Liveness _liveness;
    private readonly Brains _brains;
    private readonly Verbs _verbs;
    private readonly KeeperSettings _settings;
    private readonly Renewal _renewal;
    private readonly SignalDescriptor _signals = HostSignals.Open();
    private readonly ServiceManager _manager = new(ServiceEnvironment.NotifyAddress);
    private readonly Tidiness _tidiness = new();
    private readonly List<int> _pendingSignals = [];
    private Func<bool>? _firstReady;
    private long _retryAt = KeeperClock.Never;
    private int? _status;

    internal KeeperLoop(KeeperSettings settings, ulong softLimit, EarlyBrain? brain)
        : this(settings, (inputs, threads) => new Programs(inputs, threads, softLimit))
    {
        if (brain is not null)
            _brains.Begin(brain, _programs.Watcher, _inputs, KeeperClock.Now);
        foreach (var (name, descriptor) in ServiceEnvironment.TakeListening())
            _ = _keepsakes.Keep(name, descriptor);
    }

    /// <summary>Goes on with what an earlier image of this process has left.</summary>
    internal KeeperLoop(KeeperState state)
        : this(state.Settings, (inputs, threads) => new Programs(inputs, threads, state))
    {
        foreach (var kept in state.Kept)
            _ = _keepsakes.Keep(kept.Name, new OwnedDescriptor(kept.Descriptor));
        _pendingSignals.AddRange(state.Signals);
        _brains.Resume(state, _programs.Watcher, _inputs, KeeperClock.Now);
        _programs.AdoptionOver();
        if (_brains.Find(state.Asker)?.Session is not { } asker)
            return;
        asker.Say(new Frame.Welcome(FrameLimits.Version, CurrentProcess.Pid, Candidate: false, []) { HasServiceManager = ServiceEnvironment.HasManager });
        asker.Answer(state.RequestId, Errno.None);
    }

    private KeeperLoop(KeeperSettings settings, Func<InputQueue, SpawnThreads, Programs> programs)
    {
        _settings = settings;
        _firstReady = settings.FirstReady;
        _programs = programs(_inputs, _threads);
        _liveness = new Liveness(settings);
        var launcher = new BrainLauncher(settings, _inputs, _threads, _programs.Watcher, _programs.Surroundings.SoftLimit);
        _brains = new Brains(settings, launcher, Talk, _keepsakes, _liveness);
        _renewal = new Renewal(settings, _inputs, _threads, _programs.Watcher);
        _verbs = new Verbs(_programs, _keepsakes, _liveness, _manager);
        _epoll.Add(_inputs.Number, EpollEvents.In, InputTag);
        _epoll.Add(_signals.Number, EpollEvents.In, SignalTag);
        _epoll.Add(_programs.Watcher.Number, EpollEvents.In, ExitTag);
    }

    internal int Run()
    {
        Span<EpollEvent> events = stackalloc EpollEvent[4];

        // Those whose signal an image before has taken.
        _programs.Watcher.TakeOrphans();
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
                    _inputs.Woken();
                else if (e.Tag == ExitTag)
                    _programs.Watcher.TakeEnded();
                else if (e.Tag == SignalTag)
                    TakeSignals(KeeperClock.Now);
                else if (_brains.Find(e.Tag - FirstBrainTag) is { } link)
                    Listen(link, FramesPerTurn, KeeperClock.Now);
            }

            // Whoever posts wakes the loop after that, so what is missed here comes with the next turn.
            if (!_inputs.IsEmpty)
                TakeInputs(KeeperClock.Now);
        }
    }

    public void Dispose()
    {
        _signals.Dispose();
        _manager.Dispose();
        _brains.Dispose();
        _programs.Dispose();
        _keepsakes.Dispose();
        _epoll.Dispose();
    }

    private BrainSession Talk(OwnedDescriptor socket) =>
        new(socket, _programs, _keepsakes, () => _liveness.Expect(KeeperClock.Now));

    private long NextDeadline() => Math.Min(
        Math.Min(_brains.Due, _threads.Due),
        Math.Min(Math.Min(_liveness.Due, _retryAt), Math.Min(_renewal.Due, _tidiness.Due)));

    private void Look(long now)
    {
        _programs.Tidy();
        _threads.Look();
        _brains.Look(now);
        switch (_liveness.Step(now))
        {
            case LivenessStep.Ask:
                _brains.Session?.Say(new Frame.Ping(_liveness.Number));
                break;
            case LivenessStep.Replace:
                _brains.Replace("it did not answer");
                break;
            default:
                break;
        }

        _manager.Pump();
        _retryAt = _manager.TryLater ? KeeperClock.After(now, RetryPause) : KeeperClock.Never;
        _renewal.Look(now);
        foreach (var link in _brains.All)
            Talk(link, now);
        if (_renewal.Stage == RenewalStage.Settling)
            Renew(now);
        _tidiness.Look(now);
    }

    private void Talk(BrainLink link, long now)
    {
        if (link.Session is not { } session)
            return;
        session.Pump();
        if (session.TryLater)
            _retryAt = KeeperClock.After(now, RetryPause);
        var interest = (session.IsFull || _renewal.Stage == RenewalStage.Settling ? EpollEvents.None : EpollEvents.In) | (session.Blocked ? EpollEvents.Out : EpollEvents.None);
        if (interest == link.Interest)
            return;
        if (link.Interest is null)
            _epoll.Add(session.Number, interest, FirstBrainTag + link.Number);
        else
            _epoll.Modify(session.Number, interest, FirstBrainTag + link.Number);
        link.Interest = interest;
    }

    private void TakeInputs(long now)
    {
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
                    _tidiness.StartOver(over.Child, now);
                    break;
                case KeeperInput.BrainStarted started:
                    _brains.Started(started.Brain, started.Process, started.Image);
                    break;
                case KeeperInput.BrainNotStarted failed:
                    HearOut(failed.Brain, now);
                    _brains.NotStarted(failed.Brain, failed.Errno, now);
                    AfterADeath();
                    break;
                case KeeperInput.BrainExited exited:
                    HearOut(exited.Brain, now);
                    _brains.Exited(exited.Brain, exited.Exit, now);
                    AfterADeath();
                    break;
                case KeeperInput.SuccessorAsked asked:
                    _renewal.Asked(asked.Process);
                    break;
                case KeeperInput.SuccessorAnswered answered:
                    _renewal.Answered(answered.Errno, answered.Exit, now);
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
                _brains.Session?.Mention(new Frame.OrphanReaped(orphan.Pid, orphan.Status));
                break;
            case HostEvent.Spawned spawned:
                _programs.Find(spawned.Child)?.Take(told.What);
                break;
            case HostEvent.SpawnFailed failed:
                _programs.Find(failed.Child)?.Take(told.What);
                break;
            case HostEvent.Exited exited:
                _programs.Find(exited.Child)?.Take(told.What);
                Tell(exited.Child);
                break;
            default:
                break;
        }
    }

    private void Tell(ChildRef child)
    {
        if (_programs.Find(child) is { } kept)
            _brains.Session?.Changed(kept);
    }

    private void Listen(BrainLink link, int frames, long now)
    {
        if (_renewal.Stage == RenewalStage.Settling && frames != int.MaxValue)
            return;
        for (var i = 0; link.Session is { } session && (session.HasMore || (i < frames && !session.IsFull)); i++)
        {
            var error = session.Receive(out var frame);
            if (error == Errno.EAGAIN)
                return;
            if (error != Errno.None)
            {
                HangUp(link);
                return;
            }

            _tidiness.Received(frame, now);
            using (frame)
            {
                if (frame.Content is Frame.UpgradeKeeper && session.Part == BrainPart.Acting)
                    _renewal.Begin(link, frame.Header.Id, now, ToState);
                else if (!_verbs.Do(session, frame, now))
                    _brains.Do(link, frame, now);
            }

            TellFirstReady(link, now);
            TellSignals(now);
        }
    }

    private void TellFirstReady(BrainLink link, long now)
    {
        if (_firstReady is not { } tell || !link.IsReady)
            return;
        _firstReady = null;
        if (!tell())
            Forward(SignalNumbers.Terminate, now);
    }

    private void HangUp(BrainLink link)
    {
        if (link.Interest is not null)
            _epoll.Remove(link.Session!.Number);
        link.Interest = null;
        _brains.HangUp(link);
    }

    // What it has asked for in its last moments is still to be done.
    private void HearOut(ulong brain, long now)
    {
        _renewal.Refuse(Errno.EBUSY, "a brain has ended");
        if (_brains.Find(brain) is not { } link)
            return;
        Listen(link, int.MaxValue, now);
        if (link.Session is not null)
            HangUp(link);
    }

    private void AfterADeath()
    {
        if (_brains.IsOver)
            _status = _brains.Finished;
        else if (_brains.AreHopeless && !_programs.AnyAlive)
            GiveUp();
        else
            EndIfNothingIsKept();
    }

    // Whoever started us waits for a word, and nothing would be lost that another start could not bring back.
    private void GiveUp()
    {
        using var error = AppendFile.OverDescriptor(2);

        // Where this cannot be written the exit status says it alone.
        _ = error.Write(Encoding.UTF8.GetBytes(
            $"{Path.GetFileName(_settings.BrainExecutable)}: cannot start: {_brains.Notes[^1]}, as did the {_settings.FirstTries - 1} before it; nothing is running\n"));
        _status = KeeperRole.NoBrain;
    }

    // With a word from everybody who has one to say, the process becomes its new program; if that fails nothing has happened.
    private void Renew(long now)
    {
        if (_programs.AnyStarting || !_brains.AreSettled)
            return;
        _programs.Watcher.Freeze();
        try
        {
            // What was seen before the freeze is known after this; what happens from now on is for the next image.
            TakeInputs(now);
            if (_renewal.Stage != RenewalStage.Settling || _programs.AnyStarting || !_brains.AreSettled)
                return;
            var errno = InheritedState.Execute(_settings.KeeperCommand[0], ToState());
            _renewal.Refuse(errno, $"cannot execute {_settings.KeeperCommand[0]}: {errno.Text}");
        }
        catch (PosixException e)
        {
            _renewal.Refuse(e.Errno, $"cannot leave the state to the new program: {e.Errno.Text}");
        }
        finally
        {
            _programs.Watcher.Thaw();
        }
    }

    private KeeperState ToState() => _brains.ToState(new KeeperState
    {
        Settings = _settings,
        SoftLimit = _programs.Surroundings.SoftLimit,
        Directory = _programs.Surroundings.Directory,
        User = _programs.Surroundings.User,
        Mark = _programs.Surroundings.Mark,
        Signals = [.. _pendingSignals],
        Asker = _renewal.Asker,
        RequestId = _renewal.RequestId,
        NextBrain = 0,
        Kept = _keepsakes.ToRecords(),
        Children = _programs.ToRecords(),
    });

    private void TakeSignals(long now)
    {
        while (_signals.Take() is { } number)
        {
            if (number == HostSignals.Inquiry)
                _liveness.Inquire(now);
            else if (number == SignalNumbers.Child)
                _programs.Watcher.TakeOrphans();
            else
                Forward(number, now);
        }
    }

    private void Forward(int number, long now)
    {
        if (!_pendingSignals.Contains(number))
            _pendingSignals.Add(number);
        TellSignals(now);
        EndIfNothingIsKept();
    }

    // What came while nobody acts, or while one yields, is for the next.
    private void TellSignals(long now)
    {
        if (_pendingSignals.Count == 0 || _brains.Session is not { Live: true } session)
            return;
        foreach (var number in _pendingSignals)
            session.Say(new Frame.HostSignal(number));
        _pendingSignals.Clear();
        _liveness.Expect(now);
    }

    // Asked to end while no brain comes up and there is no program: nobody is left who could do it in an orderly way.
    private void EndIfNothingIsKept()
    {
        if (_status is null && _brains.IsAway && !_programs.AnyAlive && _pendingSignals.Find(HostSignals.Ends) is var number and not 0)
            _status = SignalledExit + number;
    }
}
