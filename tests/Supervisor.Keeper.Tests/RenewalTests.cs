using System.Collections.Concurrent;
using System.Globalization;
using Supervisor.Keeper.Brain;
using Supervisor.Keeper.KeeperProcess;
using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>The keeper becomes another program, with the same pid and the same children.</summary>
public sealed class RenewalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ChildRef Nobody = new("nobody", 0);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly EventRecorder _events = new();
    private readonly BlockingCollection<KeeperAnswer> _answers = [];

    [Fact]
    public void Twenty_times_with_a_hundred_programs_and_exits_meanwhile_nothing_is_lost()
    {
        using var keeper = new RunningKeeper();
        using var came = new BlockingCollection<int>();
        using var host = keeper.NextHost(_events.Add, new KeeperNotices { Signalled = came.Add });
        var pid = keeper.Pid;
        var living = Enumerable.Range(0, 100).Select(i => new ChildRef($"living{i}", 1)).ToList();
        foreach (var child in living)
            host.Spawn(child, Shell("exec sleep 1000"));
        var pids = living.ToDictionary(c => c, c => _events.Spawned(c).Pid);
        using var journal = MemoryFile.Create("journal"u8);
        host.KeepDescriptor("journal", journal);
        var descriptors = 0;
        for (var round = 1; round <= 20; round++)
        {
            var brief = Enumerable.Range(0, 20).Select(i => new ChildRef($"brief{i}", round)).ToList();
            foreach (var child in brief)
                host.Spawn(child, Shell(string.Create(CultureInfo.InvariantCulture, $"sleep 0.0{(round * 7 + brief.IndexOf(child) * 3) % 10}{brief.IndexOf(child) % 10}; exit {brief.IndexOf(child)}")));
            host.UpgradeKeeper(_answers.Add);
            keeper.Signal(round % 2 == 0 ? 1 : 12);

            Assert.Equal(new KeeperAnswer(0), Answer());
            for (var i = 0; i < brief.Count; i++)
            {
                Assert.Equal(new ExitStatus(i, 0, false), _events.Exited(brief[i]).Status);
                host.Acknowledge(brief[i]);
            }

            Assert.True(came.TryTake(out var signal, Patience));
            Assert.Equal(round % 2 == 0 ? 1 : 12, signal);
            Close(brief);
            Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));
            if (round == 1)
                descriptors = Observe.OpenDescriptors(pid);
        }

        Assert.Empty(came);
        Assert.InRange(Observe.OpenDescriptors(pid), 0, descriptors + 4);
        Assert.Equal(pids.Values.Order(), keeper.Programs().Order());
        Assert.Equal(keeper.Pid, host.KeeperPid);
        Assert.Contains(InheritedState.Variable, File.ReadAllText($"/proc/{pid}/environ"), StringComparison.Ordinal);

        // Each was told once, and the next brain finds all of it.
        Assert.Equal(400 + 100, _events.All.OfType<HostEvent.Spawned>().Count());
        Assert.Equal(400, _events.All.OfType<HostEvent.Exited>().Count());
        keeper.KillBrain();
        using var next = new KeeperChildHost(keeper.NextBrain(), _events.Add);
        var adoption = next.Adopt();
        Assert.Equal(pids, adoption.Children.ToDictionary(c => c.Child, c => c.Pid));
        Assert.Equal("journal", Content(adoption.Descriptors["journal"]));
        foreach (var child in adoption.Children)
            child.CloseStreams();
        adoption.Descriptors["journal"].Dispose();
    }

    [Fact]
    public void What_was_told_before_is_not_told_again_and_what_is_unacknowledged_is_kept()
    {
        using var keeper = new RunningKeeper();
        using var host = keeper.NextHost(_events.Add);
        var ended = new ChildRef("ended", 1);
        host.Spawn(ended, Shell("sleep 1000 >/dev/null & exit 3"));
        _events.Exited(ended);
        host.UpgradeKeeper(_answers.Add);
        Assert.True(Answer().IsDone);

        // Its group has a member still, which can be signalled where the kernel can name the group exactly.
        if (Pidfd.CanSignalGroups)
            Assert.Equal(0, host.Signal(ended, 9, SignalScope.Group));
        Assert.Equal(Errno.ESRCH.Value, host.Signal(ended, 9, SignalScope.Process));
        var adopted = Assert.Single(host.Adopt().Children);
        Assert.Equal(new ExitStatus(3, 0, false), adopted.Exit);
        adopted.CloseStreams();
        host.Acknowledge(ended);
        Assert.Empty(host.Adopt().Children);
        Assert.Single(_events.All.OfType<HostEvent.Exited>());
    }

    [Fact]
    public void A_brain_that_has_yielded_is_still_watched_and_the_next_upgrade_still_works()
    {
        using var keeper = new RunningKeeper();
        using var asked = new ManualResetEventSlim();
        var notices = new KeeperNotices { Yield = asked.Set };
        using var old = keeper.NextHost(_events.Add, notices);
        var oldPid = keeper.BrainPid;
        old.Upgrade(_answers.Add);
        using var next = new KeeperChildHost(keeper.NextBrain(), _events.Add);
        var turn = new Thread(next.WaitForTakeover);
        turn.Start();
        Assert.True(asked.Wait(Patience, TestContext.Current.CancellationToken));
        old.Yielded();
        Assert.True(turn.Join(Patience));
        next.BeginEvents();
        next.Ready();
        Assert.True(Answer().IsDone);
        next.UpgradeKeeper(_answers.Add);
        Assert.True(Answer().IsDone);

        Assert.True(Observe.IsAlive(oldPid));
        Assert.Equal(Errno.None, ProcessSignals.Send(oldPid, 9));
        Observe.WaitUntil(() => !Observe.Children(keeper.Pid).Contains(oldPid), "the old brain is reaped");
        keeper.KillBrain();
        using var third = new KeeperChildHost(keeper.NextBrain(), _events.Add);
        Assert.Contains("SIGKILL", Assert.Single(third.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_cannot_take_over_is_refused_and_the_running_keeper_stays()
    {
        using var keeper = new RunningKeeper("keeper=/bin/false");
        using var host = keeper.NextHost(_events.Add);
        host.UpgradeKeeper(_answers.Add);

        var answer = Answer();
        Assert.Equal(Errno.ENOEXEC.Value, answer.Errno);
        Assert.Equal("/bin/false cannot take over from this keeper; the running keeper stays", answer.Reason);
        Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));
    }

    [Fact]
    public void A_program_that_hangs_when_asked_is_given_up()
    {
        using var keeper = new RunningKeeper("keeper=" + Script("exec sleep 1000") + ",renew=300");
        using var host = keeper.NextHost(_events.Add);
        host.UpgradeKeeper(_answers.Add);
        Assert.Contains("did not answer within 0.3 s", Answer().Reason, StringComparison.Ordinal);
        Assert.Equal(Errno.ESRCH.Value, host.Signal(Nobody, 0, SignalScope.Process));
        Observe.WaitUntil(() => keeper.Programs().Count == 0, "what was asked is gone");
    }

    [Fact]
    public void A_program_that_is_not_there_is_refused_by_name()
    {
        using var keeper = new RunningKeeper("keeper=/does/not/exist");
        using var host = keeper.NextHost(_events.Add);
        host.UpgradeKeeper(_answers.Add);

        Assert.Equal("cannot start /does/not/exist: No such file or directory; the running keeper stays", Answer().Reason);
    }

    [Fact]
    public void A_state_comes_back_as_it_was()
    {
        var state = Sample();

        Assert.Equal(Text(state), Text(StateFormat.Read(StateFormat.Write(state))));
    }

    [Fact]
    public void A_state_that_was_cut_or_changed_is_refused_or_read_and_nothing_else()
    {
        var whole = StateFormat.Write(Sample());
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = whole.ToArray();
            if (seed % 2 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            else
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                StateFormat.Read(bytes);
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException)
            {
                // Refused.
            }
        }
    }

    public void Dispose()
    {
        _events.Dispose();
        _answers.Dispose();
        _folder.Delete(recursive: true);
    }

    private static KeeperState Sample() => new()
    {
        Settings = new KeeperSettings { BrainExecutable = "/brain", BrainArguments = ["brain", "ä"], KeeperCommand = ["/keeper", "x"], WatchdogInterval = TimeSpan.FromSeconds(3) },
        SoftLimit = 1024,
        Directory = "/srv",
        Signals = [1, 15],
        Asker = 3,
        RequestId = 77,
        NextBrain = 9,
        LastReady = 40,
        Brains = [new BrainRecord(3, 100, 41, 42, null, BrainPart.Acting, true, true, false, long.MaxValue, ""), new BrainRecord(2, 99, 43, null, 44, BrainPart.Leaving, false, true, true, 12345, "it did not")],
        Kept = [new KeptRecord("", 45), new KeptRecord("http", 46)],
        Children =
        [
            new ChildRecord(new ChildRef("a:b", -1), new ChildBirth(7, 8, 9), null, null, true, ChildState.Running, 47, 48, null, 49),
            new ChildRecord(new ChildRef("c", 2), new ChildBirth(7, 8, 9), new ExitStatus(0, 11, true), null, false, ChildState.Starting, 50, null, null, null),
            new ChildRecord(new ChildRef("d", 3), default, null, new SpawnFailure(SpawnStage.Exec, 2, "/x"), true, ChildState.Starting, null, null, null, null),
        ],
    };

    private static string Text(KeeperState s) =>
        $"{s.Settings with { BrainArguments = [], KeeperCommand = [] }} {string.Join('|', s.Settings.BrainArguments)} {string.Join('|', s.Settings.KeeperCommand)} {s.SoftLimit} {s.Directory} "
        + $"{string.Join(' ', s.Signals)} {s.Asker} {s.RequestId} {s.NextBrain} {s.LastReady} {string.Join(' ', s.Brains)} {string.Join(' ', s.Kept)} {string.Join(' ', s.Children)}";

    private KeeperAnswer Answer() => _answers.TryTake(out var answer, Patience) ? answer : throw new TimeoutException("no answer came");

    private void Close(IEnumerable<ChildRef> children)
    {
        foreach (var child in children)
        {
            var spawned = _events.Spawned(child);
            spawned.Stdin?.Dispose();
            spawned.Stdout?.Dispose();
            spawned.Stderr?.Dispose();
        }
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };

    private string Script(string line)
    {
        var path = Path.Join(_folder.FullName, "script");
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static string Content(OwnedDescriptor file)
    {
        var buffer = new byte[100];
        return System.Text.Encoding.UTF8.GetString(buffer, 0, (int)DescriptorIo.ReadAt(file, buffer, 0).Count);
    }
}
