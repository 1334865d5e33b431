using System.Collections.Concurrent;
using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>One brain is followed by another while both live.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string Failing = "#!/bin/sh\nexit 9\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ChildRef Nobody = new("nobody", 0);

    private readonly EventRecorder _events = new();
    private readonly BlockingCollection<KeeperAnswer> _answers = [];
    private readonly ManualResetEventSlim _asked = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_prepared_brain_takes_over_and_the_one_before_lives_on_to_finish()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        var living = Start(old, "living", "exec sleep 1000");
        old.Upgrade(_answers.Add);
        using var heir = new EventRecorder();
        using var next = new KeeperChildHost(keeper.NextBrain(), heir.Add);

        Assert.True(next.IsCandidate);
        var seen = Assert.Single(next.Adopt().Children);
        Close(seen);
        Assert.Equal(living.Pid, seen.Pid);

        // The old one works as if nothing was, until it is asked to yield.
        var late = Start(old, "late", "exit 3");
        _events.Exited(late.Child);
        old.Acknowledge(late.Child);
        var unread = Start(old, "unread", "exit 4");
        _events.Exited(unread.Child);
        var turn = Task.Run(next.WaitForTakeover, Cancel);
        Assert.True(_asked.Wait(Patience, Cancel));
        Assert.False(turn.IsCompleted);
        using (var relay = MemoryFile.Create("relay"u8))
            old.Yielded(relay);
        WaitFor(turn);
        var adopted = next.Adopt();
        next.BeginEvents();
        Assert.Empty(_answers);
        next.Ready();

        Assert.True(Answer().IsDone);
        Assert.Equal(["living#1", "unread#1"], adopted.Children.Select(c => c.Child.ToString()).Order());
        Assert.Equal(new ExitStatus(4, 0, false), adopted.Children.Single(c => c.Child == unread.Child).Exit);
        Assert.Equal("relay", Assert.Single(adopted.Descriptors).Key);
        adopted.Descriptors["relay"].Dispose();
        Assert.Equal(0, next.Signal(living.Child, 15, SignalScope.Process));
        Assert.Equal(new ExitStatus(0, 15, false), heir.Exited(living.Child).Status);
        Assert.True(Observe.IsAlive(oldPid));

        // The one that has yielded changes nothing any more.
        Assert.Equal(Errno.EPERM.Value, old.Signal(living.Child, 0, SignalScope.Process));
        Assert.Equal(Errno.EPERM.Value, Refused(old, "second copy").Errno);
        Assert.Equal(Errno.ESRCH.Value, next.Signal(Nobody, 0, SignalScope.Process));
        foreach (var child in adopted.Children)
            Close(child);
    }

    [Fact]
    public void The_relay_is_dropped_when_the_brain_that_has_yielded_ends()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        using var next = TakeOver(keeper, old);
        Assert.Equal(Errno.None, ProcessSignals.Send(oldPid, 9));

        Observe.WaitUntil(
            () =>
            {
                var kept = next.Adopt().Descriptors;
                foreach (var descriptor in kept.Values)
                    descriptor.Dispose();
                return kept.Count == 0;
            },
            "the relay is dropped");
        Assert.True(Observe.IsAlive(keeper.BrainPid));
    }

    [Fact]
    public void A_candidate_that_fails_is_explained_and_the_running_brain_stays()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        var living = Start(old, "living", "exec sleep 1000");
        old.Upgrade(_answers.Add);
        using (var next = new KeeperChildHost(keeper.NextBrain(), _ => { }))
        {
            next.Fail("cannot read the journal: version 9");
            keeper.KillBrain();
        }

        var answer = Answer();
        Assert.Equal(Errno.ECANCELED.Value, answer.Errno);
        Assert.Contains("SIGKILL (cannot read the journal: version 9); the running one stays", answer.Reason, StringComparison.Ordinal);
        Assert.True(Observe.IsAlive(oldPid));
        Assert.Equal(0, old.Signal(living.Child, 0, SignalScope.Process));
        Assert.False(_asked.IsSet);

        // And it can be tried again.
        using var second = TakeOver(keeper, old);
        Assert.Equal(0, second.Signal(living.Child, 0, SignalScope.Process));
    }

    [Fact]
    public void A_program_on_disk_that_does_not_work_changes_nothing()
    {
        using var keeper = new RunningKeeper(ownFile: true);
        using var old = Begin(keeper);
        keeper.Replace(Failing);
        old.Upgrade(_answers.Add);
        Assert.Contains("ended with status 9; the running one stays", Answer().Reason, StringComparison.Ordinal);

        File.Delete(keeper.Installed);
        old.Upgrade(_answers.Add);
        Assert.Contains("No such file or directory; the running one stays", Answer().Reason, StringComparison.Ordinal);
        Assert.Equal(Errno.ESRCH.Value, old.Signal(Nobody, 0, SignalScope.Process));
    }

    [Fact]
    public void A_candidate_that_hangs_is_given_up()
    {
        using var keeper = new RunningKeeper("prepare=700");
        using var old = Begin(keeper);
        old.Upgrade(_answers.Add);
        using var next = new KeeperChildHost(keeper.NextBrain(), _ => { });
        old.Upgrade(_answers.Add);

        Assert.Equal(Errno.EALREADY.Value, Answer().Errno);
        Assert.Contains("did not get prepared within 0.7 s; the running one stays", Answer().Reason, StringComparison.Ordinal);
        Observe.WaitUntil(() => !Observe.IsAlive(keeper.BrainPid), "the candidate is gone");
        Assert.Equal(Errno.ESRCH.Value, old.Signal(Nobody, 0, SignalScope.Process));
    }

    [Fact]
    public void A_candidate_may_only_look()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        var living = Start(old, "living", "exec sleep 1000");
        old.Upgrade(_answers.Add);
        using var next = new KeeperChildHost(keeper.NextBrain(), _events.Add);
        next.BeginEvents();
        next.Ready();
        next.Finish(1);

        Assert.Equal(Errno.EPERM.Value, next.Signal(living.Child, 9, SignalScope.Process));
        Assert.Equal(Errno.EPERM.Value, Refused(next, "too early").Errno);
        Assert.Equal(0, old.Signal(living.Child, 0, SignalScope.Process));
        Assert.Single(keeper.Programs(), pid => pid == living.Pid);
    }

    [Fact]
    public void A_brain_that_does_not_yield_hangs_and_is_followed_all_the_same()
    {
        using var keeper = new RunningKeeper("yield=300");
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        var living = Start(old, "living", "exec sleep 1000");
        old.Upgrade(_answers.Add);
        using var next = new KeeperChildHost(keeper.NextBrain(), _ => { });
        next.WaitForTakeover();
        next.Ready();

        Assert.False(Observe.IsAlive(oldPid));
        Assert.Equal(0, next.Signal(living.Child, 0, SignalScope.Process));
    }

    [Fact]
    public void When_the_new_brain_dies_before_it_is_ready_the_program_before_is_started_again_and_told_why()
    {
        using var keeper = new RunningKeeper("backoff=20000");
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        var living = Start(old, "living", "exec sleep 1000");
        old.Upgrade(_answers.Add);
        using (var next = new KeeperChildHost(keeper.NextBrain(), _ => { }))
        {
            var turn = Task.Run(next.WaitForTakeover, Cancel);
            Assert.True(_asked.Wait(Patience, Cancel));
            old.Yielded();
            WaitFor(turn);
            keeper.KillBrain();
        }

        using var third = new KeeperChildHost(keeper.NextBrain(), _ => { });
        Assert.False(third.IsCandidate);
        Assert.Contains("the program before it was started again", Answer().Reason, StringComparison.Ordinal);
        Assert.Contains("was killed by SIGKILL", third.Notes[0], StringComparison.Ordinal);
        Assert.Contains("the upgrade failed", third.Notes[1], StringComparison.Ordinal);
        var adopted = Assert.Single(third.Adopt().Children);
        Close(adopted);
        Assert.Equal(living.Pid, adopted.Pid);
        third.Ready();
        Assert.True(Observe.IsAlive(oldPid));
    }

    [Fact]
    public void When_the_running_brain_dies_while_the_new_one_prepares_it_is_replaced_as_ever()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        old.Upgrade(_answers.Add);
        using var candidate = new KeeperChildHost(keeper.NextBrain(), _ => { });
        Assert.Equal(Errno.None, ProcessSignals.Send(oldPid, 9));
        using var third = new KeeperChildHost(keeper.NextBrain(), _ => { });

        Assert.False(third.IsCandidate);
        Assert.Throws<KeeperLostException>(candidate.WaitForTakeover);
        third.Ready();
    }

    [Fact]
    public void A_brain_that_stays_after_it_has_yielded_is_killed_in_the_end()
    {
        using var keeper = new RunningKeeper("leave=300");
        using var old = Begin(keeper);
        var oldPid = keeper.BrainPid;
        using var next = TakeOver(keeper, old);

        Observe.WaitUntil(() => !Observe.IsAlive(oldPid), "the old one is gone");
        Assert.True(Observe.IsAlive(keeper.BrainPid));
    }

    [Fact]
    public void Another_upgrade_ends_the_brain_that_still_finishes()
    {
        using var keeper = new RunningKeeper();
        using var first = Begin(keeper);
        var firstPid = keeper.BrainPid;
        using var second = TakeOver(keeper, first);
        second.Upgrade(_answers.Add);
        using var third = new KeeperChildHost(keeper.NextBrain(), _ => { });

        Observe.WaitUntil(() => !Observe.IsAlive(firstPid), "the first one is gone");
    }

    [Fact]
    public void Signals_that_come_while_nobody_acts_are_for_the_next_brain()
    {
        using var keeper = new RunningKeeper();
        using var old = Begin(keeper);
        old.Upgrade(_answers.Add);
        using var came = new BlockingCollection<int>();
        using var next = new KeeperChildHost(keeper.NextBrain(), _ => { }, new KeeperNotices { Signalled = came.Add });
        var turn = Task.Run(next.WaitForTakeover, Cancel);
        Assert.True(_asked.Wait(Patience, Cancel));
        keeper.Signal(1);
        old.Yielded();
        WaitFor(turn);
        next.BeginEvents();

        Assert.True(came.TryTake(out var signal, Patience));
        Assert.Equal(1, signal);
    }

    [Fact]
    public void A_crash_after_the_file_was_replaced_starts_the_program_that_was_ready_again()
    {
        using var keeper = new RunningKeeper("backoff=20000", ownFile: true);
        for (var crash = 0; crash < 3; crash++)
        {
            using var brain = new KeeperChildHost(keeper.NextBrain(), _ => { });
            Assert.Equal(crash, brain.Notes.Count(n => n.EndsWith("ended with status 137", StringComparison.Ordinal)) + (crash > 1 ? crash - 1 : 0));
            brain.Ready();
            Assert.Equal(Errno.ESRCH.Value, brain.Signal(Nobody, 0, SignalScope.Process));
            if (crash == 0)
                keeper.Replace(Failing);
            else
                Assert.Equal([keeper.Installed + " (deleted)"], keeper.Programs().Select(pid => new FileInfo($"/proc/{pid}/exe").LinkTarget));
            keeper.KillBrain();
        }
    }

    [Fact]
    public void A_program_that_does_not_come_up_again_is_tried_from_the_disk_in_turn()
    {
        using var keeper = new RunningKeeper("backoff=50,ready=2000", ownFile: true);
        using (var first = new KeeperChildHost(keeper.NextBrain(), _ => { }))
        {
            first.Ready();
            Assert.Equal(Errno.ESRCH.Value, first.Signal(Nobody, 0, SignalScope.Process));
            keeper.Replace($"#!/bin/sh\n: >{keeper.Installed}.tried; exit 9\n");
            keeper.KillBrain();
        }

        // The second one, from the old file, does not get ready.
        using var second = keeper.NextBrain();
        Observe.WaitUntil(() => File.Exists(keeper.Installed + ".tried"), "the file on disk is tried");
        using var third = new KeeperChildHost(keeper.NextBrain(), _ => { });
        Assert.Contains(third.Notes, n => n.EndsWith("ended with status 9", StringComparison.Ordinal));
        Assert.Contains(third.Notes, n => n.Contains("did not become ready within 2 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Twenty_upgrades_leave_no_descriptor_and_no_process_behind()
    {
        using var keeper = new RunningKeeper();
        var host = Begin(keeper);
        var living = Start(host, "living", "exec sleep 1000");
        var before = Observe.OpenDescriptors(keeper.Pid);
        for (var i = 0; i < 20; i++)
        {
            var pid = keeper.BrainPid;
            var next = TakeOver(keeper, host);
            host.Dispose();
            Assert.Equal(Errno.None, ProcessSignals.Send(pid, 9));
            host = next;
        }

        Assert.Equal(0, host.Signal(living.Child, 0, SignalScope.Process));
        Observe.WaitUntil(() => keeper.Programs().Count == 1, "the old ones are reaped");
        Assert.InRange(Observe.OpenDescriptors(keeper.Pid), 0, before + 10);
        host.Dispose();
    }

    public void Dispose()
    {
        _events.Dispose();
        _answers.Dispose();
        _asked.Dispose();
    }

    private KeeperNotices Yielding => new() { Yield = _asked.Set };

    private KeeperChildHost Begin(RunningKeeper keeper) => keeper.NextHost(_events.Add, Yielding);

    private KeeperChildHost TakeOver(RunningKeeper keeper, KeeperChildHost old)
    {
        _asked.Reset();
        old.Upgrade(_answers.Add);
        var next = new KeeperChildHost(keeper.NextBrain(), _events.Add, Yielding);
        var turn = Task.Run(next.WaitForTakeover, Cancel);
        Assert.True(_asked.Wait(Patience, Cancel));
        using (var relay = MemoryFile.Create("relay"u8))
            old.Yielded(relay);
        WaitFor(turn);
        next.Ready();
        Assert.True(Answer().IsDone);
        return next;
    }

    private KeeperAnswer Answer() => _answers.TryTake(out var answer, Patience) ? answer : throw new TimeoutException("no answer came");

    private static void WaitFor(Task turn) => Assert.True(turn.Wait(Patience, Cancel));

    private HostEvent.Spawned Start(KeeperChildHost host, string name, string script)
    {
        var child = new ChildRef(name, 1);
        host.Spawn(child, Shell(script));
        return _events.Spawned(child);
    }

    private SpawnFailure Refused(KeeperChildHost host, string name)
    {
        var child = new ChildRef(name, 1);
        host.Spawn(child, Shell("exec sleep 1000"));
        return _events.Failed(child);
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };

    private static void Close(AdoptedChild child)
    {
        child.Stdin?.Dispose();
        child.Stdout?.Dispose();
        child.Stderr?.Dispose();
    }
}
