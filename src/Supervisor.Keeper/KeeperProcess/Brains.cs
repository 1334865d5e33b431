using System.Globalization;
using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The brains: the one that acts, and in an upgrade the candidate that is to follow it, and then the one that leaves. There is
/// never more than one that acts, and never none for longer than it takes to start one.
/// </summary>
internal sealed class Brains(KeeperSettings settings, BrainLauncher launcher, Func<OwnedDescriptor, BrainSession> talk, Keepsakes keepsakes, Liveness liveness)
    : IDisposable
{
    private const int MostNotes = 8;

    /// <summary>The name under which the descriptor is kept that a brain yields with.</summary>
    internal const string RelayName = "relay";

    private readonly List<BrainLink> _links = [];
    private readonly List<string> _notes = [];
    private readonly BrainLife _life = new(settings);
    private BrainLink? _acting;
    private Upgrade? _upgrade;
    private BrainLink? _leaving;
    private ulong _next;
    private long _finishBy = KeeperClock.Never;

    /// <summary>The status that the brain gave with its last word.</summary>
    internal int? Finished { get; private set; }

    /// <summary>Whether all is over: the brain that finished has ended.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Whether no brain comes up for now.</summary>
    internal bool IsAway => _life.IsAway;

    /// <summary>Whether no brain was ever ready, and enough have been tried.</summary>
    internal bool AreHopeless => _life.IsHopeless;

    /// <summary>What became of the last brains, the newest last.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>The talk with the one that acts, if there is any.</summary>
    internal BrainSession? Session => _acting?.Session;

    internal IReadOnlyList<BrainLink> All => _links;

    internal long Due
    {
        get
        {
            var due = Math.Min(_life.StartAt, _finishBy);
            foreach (var link in _links)
                due = Math.Min(due, link.Due);
            return due;
        }
    }

    /// <summary>Whether there is a brain that works, and no other one is about to follow it.</summary>
    internal bool AreSettled =>
        _upgrade is null && Finished is null && _acting is { IsReady: true, Session.Live: true }
        && _links.TrueForAll(l => l.HasProcess && l.Session is null or { IsSettled: true });

    /// <summary>Puts the brains into a state for the next image of this process.</summary>
    internal KeeperState ToState(KeeperState state) => state with
    {
        NextBrain = _next,
        LastReady = _life.LastReady?.Number,
        Brains = [.. _links.Select(l => l.ToRecord(BrainPart.Leaving)).OfType<BrainRecord>()],
    };

    /// <summary>Begins with a brain that runs already.</summary>
    internal void Begin(EarlyBrain early, ChildWatcher watcher, InputQueue inputs, long now)
    {
        var number = _next++;
        var link = new BrainLink(number, talk(early.Socket), fromLastReady: false);
        link.Started(
            watcher.Adopt(early.Pid, early.Pidfd, (_, exit) => inputs.Post(new KeeperInput.BrainExited(number, exit))),
            ProgramImage.Of(early.Pid));
        _links.Add(link);
        LetAct(link, now);
    }

    /// <summary>The brains of an earlier image of this process.</summary>
    internal void Resume(KeeperState state, ChildWatcher watcher, InputQueue inputs, long now)
    {
        _next = state.NextBrain;
        _life.Starting();
        _life.IsReady(state.LastReady is { } image ? new OwnedDescriptor(image) : null);
        foreach (var record in state.Brains)
        {
            var number = record.Number;
            var process = watcher.Adopt(record.Pid, new OwnedDescriptor(record.Pidfd!.Value), (_, exit) => inputs.Post(new KeeperInput.BrainExited(number, exit)));
            var link = BrainLink.From(record, record.Socket is { } socket ? talk(new OwnedDescriptor(socket)) : null, process);
            link.Session?.Resume(record.Part, record.Live, record.MayBatch);
            _links.Add(link);
            if (record.Part == BrainPart.Acting)
                _acting = link;
            else
                _leaving = link;
        }

        // What it was told last it may not have reacted to yet.
        liveness.Reset(now);
        liveness.Expect(now);
    }

    internal void Look(long now)
    {
        if (_life.StartAt <= now && _acting is null && !IsOver)
            Start(now);
        foreach (var link in _links)
            link.Look(now);
        if (_finishBy <= now)
        {
            _finishBy = KeeperClock.Never;
            _acting?.Kill(null);
        }
    }

    internal BrainLink? Find(ulong number) => _links.Find(l => l.Number == number);

    internal void Started(ulong brain, WatchedChild process, OwnedDescriptor? image) => Find(brain)?.Started(process, image);

    internal void NotStarted(ulong brain, Errno errno, long now) =>
        Gone(brain, $"cannot start {settings.BrainExecutable}: {errno.Text}", now);

    internal void Exited(ulong brain, ChildExit exit, long now) => Gone(brain, Find(brain)?.Obituary(exit) ?? "", now);

    /// <summary>The acting one hangs.</summary>
    internal void Replace(string since) => _acting?.Kill(since);

    /// <summary>The connection has ended. A brain without it is of no use, but one that leaves may finish what it does.</summary>
    internal void HangUp(BrainLink link)
    {
        if (link == _acting ? Finished is null : link != _leaving)
            link.Kill(null);
        link.HangUp();
    }

    /// <summary>Does what a brain says about itself and others.</summary>
    internal void Do(BrainLink link, ReceivedFrame received, long now)
    {
        switch (received.Content)
        {
            case Frame.Hello frame:
                link.Session!.MayBatch = frame.Version >= FrameLimits.FirstWithBatches;
                link.Session!.Say(new Frame.Welcome(FrameLimits.Version, CurrentProcess.Pid, link.Session.Part == BrainPart.Candidate, [.. _notes]) { HasServiceManager = ServiceEnvironment.HasManager }, received.Header.Id);
                break;
            case Frame.Ready:
                BecomeReady(link, now);
                break;
            case Frame.Finish frame:
                Finished = frame.Status;
                _finishBy = KeeperClock.After(now, settings.FinishDeadline);
                break;
            case Frame.Fail frame:
                link.Complaint = frame.Text;
                break;
            case Frame.Upgrade:
                BeginUpgrade(link, received.Header.Id, now);
                break;
            case Frame.Prepared:
                AskToYield(link, now);
                break;
            case Frame.Yielded:
                TakeRelay(received);
                Yielded(now);
                break;
            default:
                link.Session!.Answer(received.Header.Id, Errno.ENOSYS);
                break;
        }
    }

    public void Dispose()
    {
        _links.ForEach(l => l.Dispose());
        _life.Dispose();
    }

    private void Start(long now)
    {
        var link = TryLaunch(_life.Source, now);
        if (link is null)
        {
            _life.Ended(wasReady: false, fromLastReady: false, now);
            return;
        }

        LetAct(link, now);
    }

    private void LetAct(BrainLink link, long now)
    {
        _life.Starting();
        _acting = link;
        link.Session!.Act();
        link.ExpectUntil(KeeperClock.After(now, settings.ReadyDeadline), Late("become ready", settings.ReadyDeadline));
    }

    // Null when we are out of descriptors.
    private BrainLink? TryLaunch(OwnedDescriptor? source, long now)
    {
        try
        {
            var number = _next++;
            var link = new BrainLink(number, talk(launcher.Begin(number, source)), source is not null);
            _links.Add(link);
            return link;
        }
        catch (PosixException)
        {
            return null;
        }
    }

    // From now on it is asked for signs of life.
    private void BecomeReady(BrainLink link, long now)
    {
        if (link.IsReady)
            return;
        liveness.Reset(now);
        _life.IsReady(link.BecomeReady());
        _notes.Clear();
        if (_upgrade is not { } upgrade || upgrade.Candidate != link)
            return;
        upgrade.Answer(Errno.None, null);
        _upgrade = null;
    }

    private void BeginUpgrade(BrainLink asker, uint id, long now)
    {
        if (_upgrade is not null || !asker.IsReady)
        {
            asker.Session!.Answer(id, _upgrade is null ? Errno.EAGAIN : Errno.EALREADY, _upgrade is null ? "the brain is not ready" : "an upgrade is under way");
            return;
        }

        _leaving?.Kill("another upgrade began");
        if (TryLaunch(null, now) is not { } candidate)
        {
            asker.Session!.Answer(id, Errno.EMFILE, "too many files are open to start another brain");
            return;
        }

        _upgrade = new Upgrade(asker, id, candidate);
        candidate.ExpectUntil(KeeperClock.After(now, settings.PrepareDeadline), Late("get prepared", settings.PrepareDeadline));
    }

    private void AskToYield(BrainLink candidate, long now)
    {
        if (_upgrade is not { Stage: UpgradeStage.Preparing } upgrade || upgrade.Candidate != candidate)
            return;
        upgrade.Stage = UpgradeStage.Yielding;
        candidate.ExpectUntil(KeeperClock.Never, "");
        liveness.Stop();
        if (_acting?.Session is not { } session)
            return;
        session.BeginToYield();
        session.Say(new Frame.Yield());
        _acting.ExpectUntil(KeeperClock.After(now, settings.YieldDeadline), Late("yield to a new one", settings.YieldDeadline));
    }

    private void TakeRelay(ReceivedFrame received)
    {
        if (received.Take() is { } relay && !keepsakes.Keep(RelayName, relay))
            relay.Dispose();
    }

    private void Yielded(long now)
    {
        if (_acting is not { } leaving)
            return;
        _leaving = leaving;
        leaving.Session?.Leave();
        leaving.ExpectUntil(KeeperClock.After(now, settings.LeaveDeadline), Late("finish after it had yielded", settings.LeaveDeadline));
        TakeOver(now);
    }

    // Nobody acts now. Without a candidate, since it has died meanwhile, a brain is started as after any other death.
    private void TakeOver(long now)
    {
        _acting = null;
        if (_upgrade is not { Candidate: { Session: { } session } candidate } upgrade)
        {
            _life.GoBack(now);
            return;
        }

        upgrade.Stage = UpgradeStage.TakenOver;
        _acting = candidate;
        session.Act();
        session.Say(new Frame.Takeover());
        candidate.ExpectUntil(KeeperClock.After(now, settings.ReadyDeadline), Late("become ready", settings.ReadyDeadline));
    }

    private void Gone(ulong brain, string obituary, long now)
    {
        if (Find(brain) is not { } link)
            return;
        _links.Remove(link);
        if (link == _acting)
            ActingGone(link, obituary, now);
        else if (link == _upgrade?.Candidate)
            CandidateGone(obituary);
        else if (link == _leaving)
            LeavingGone();
        link.Dispose();
    }

    private void ActingGone(BrainLink link, string obituary, long now)
    {
        _acting = null;
        liveness.Stop();
        if (Finished is not null)
        {
            _upgrade?.Candidate.Kill(null);
            IsOver = true;
            return;
        }

        Note(obituary);
        switch (_upgrade)
        {
            case { Stage: UpgradeStage.Yielding }:
                TakeOver(now);
                return;
            case { Stage: UpgradeStage.TakenOver } failed when failed.Candidate == link:
                Note("so the upgrade failed; the program that was ready before is started again");
                FailUpgrade($"{obituary}; the program before it was started again");
                _life.GoBack(now);
                return;
            case { } preparing:
                preparing.Candidate.Kill("the running one died");
                _upgrade = null;
                break;
            default:
                break;
        }

        _life.Ended(link.IsReady, link.FromLastReady, now);
    }

    // When the running one was asked to yield already it goes on to do so: it may be past the point of no return.
    private void CandidateGone(string obituary)
    {
        if (_upgrade is { Stage: UpgradeStage.Yielding })
        {
            Note(obituary);
            FailUpgrade($"{obituary}; the program before it is started again");
        }
        else
        {
            FailUpgrade($"{obituary}; the running one stays");
        }
    }

    private void FailUpgrade(string explanation)
    {
        _upgrade?.Answer(Errno.ECANCELED, explanation);
        _upgrade = null;
    }

    private void LeavingGone()
    {
        _leaving = null;
        keepsakes.Drop(RelayName);
    }

    private void Note(string sentence)
    {
        _notes.Add(sentence);
        if (_notes.Count > MostNotes)
            _notes.RemoveAt(0);
    }

    private static string Late(string what, TimeSpan deadline) => string.Create(CultureInfo.InvariantCulture, $"it did not {what} within {deadline.TotalSeconds:0.###} s");
}
