using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Supervisor.Keeper.Brain;

namespace Supervisor.Keeper.Tests;

/// <summary>What the keeper does about its brain.</summary>
public sealed class BrainLifeTests
{
    private static readonly ChildRef Nobody = new("nobody", 0);

    [Fact]
    public void A_brain_that_dies_before_it_is_ready_is_started_again_ever_later()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Join(folder.FullName, "starts");
        using var keeper = Process.Start(RunningKeeper.Program, ["keep", "backoff=200", "dying", path]);
        try
        {
            Observe.WaitUntil(() => File.Exists(path) && File.ReadAllLines(path).Length >= 4, "four starts");
            var times = File.ReadAllLines(path).Take(4).Select(l => long.Parse(l, CultureInfo.InvariantCulture)).ToList();
            var pauses = times.Zip(times.Skip(1), (a, b) => b - a).ToList();

            Assert.True(pauses[0] >= 200 && pauses[1] >= 400 && pauses[2] >= 800, string.Join(' ', pauses));
        }
        finally
        {
            keeper.Kill();
            keeper.WaitForExit();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void When_no_first_brain_becomes_ready_the_keeper_says_so_and_ends()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Join(folder.FullName, "starts");
        using var keeper = Process.Start(new ProcessStartInfo(RunningKeeper.Program, ["keep", "backoff=10", "dying", path]) { RedirectStandardError = true })!;
        try
        {
            Assert.True(keeper.WaitForExit(TimeSpan.FromSeconds(20)));
            Assert.Equal(KeeperProcess.KeeperRole.NoBrain, keeper.ExitCode);
            Assert.Equal(5, File.ReadAllLines(path).Length);
            Assert.Matches("cannot start: the brain with pid [0-9]+ ended with status 3, as did the 4 before it; nothing is running\n$", keeper.StandardError.ReadToEnd());
        }
        finally
        {
            keeper.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Asked_to_end_while_no_brain_comes_up_and_nothing_is_kept_the_keeper_ends()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Join(folder.FullName, "starts");
        using var keeper = Process.Start(RunningKeeper.Program, ["keep", "backoff=100", "dying", path]);
        try
        {
            Observe.WaitUntil(() => File.Exists(path), "the first start");
            Posix.Processes.ProcessSignals.Send(keeper.Id, 15);

            Assert.True(keeper.WaitForExit(TimeSpan.FromSeconds(20)));
            Assert.Equal(128 + 15, keeper.ExitCode);
        }
        finally
        {
            keeper.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_ready_brain_is_replaced_at_once_however_often_it_dies()
    {
        using var keeper = new RunningKeeper("backoff=20000");
        for (var i = 0; i < 5; i++)
        {
            using var host = keeper.NextHost(_ => { });
            host.Signal(Nobody, 0, SignalScope.Process);
            keeper.KillBrain();
        }

        keeper.NextBrain().Dispose();
    }

    [Fact]
    public void A_brain_that_does_not_become_ready_is_replaced()
    {
        using var keeper = new RunningKeeper("ready=300,backoff=100");
        using var first = keeper.NextBrain();
        var pid = keeper.BrainPid;
        using var second = keeper.NextBrain();

        Assert.NotEqual(pid, keeper.BrainPid);
        Assert.False(Observe.IsAlive(pid));
    }

    [Fact]
    public void A_brain_that_hangs_with_an_exit_before_it_is_replaced_and_the_exit_kept()
    {
        using var keeper = new RunningKeeper("patience=100,answer=300");
        using var events = new EventRecorder();
        var asked = new ConcurrentQueue<Action>();
        using var first = keeper.NextHost(events.Add, new KeeperNotices { Asked = asked.Enqueue });
        var pid = keeper.BrainPid;
        var child = new ChildRef("ended", 1);
        first.Spawn(child, Shell("exit 7"));
        events.Exited(child);

        using var second = new KeeperChildHost(keeper.NextBrain(), events.Add);

        Assert.Single(asked);
        Assert.False(Observe.IsAlive(pid));
        var adopted = Assert.Single(second.Adopt().Children);
        Assert.Equal(new ExitStatus(7, 0, false), adopted.Exit);
        adopted.Stdin?.Dispose();
        adopted.Stdout?.Dispose();
        adopted.Stderr?.Dispose();
    }

    [Fact]
    public void A_brain_that_answers_stays_though_an_exit_is_not_acknowledged()
    {
        using var keeper = new RunningKeeper("patience=100,answer=300");
        using var events = new EventRecorder();
        var asked = 0;
        using var host = keeper.NextHost(events.Add, new KeeperNotices
        {
            Asked = answer =>
            {
                Interlocked.Increment(ref asked);
                answer();
            },
        });
        var child = new ChildRef("ended", 1);
        host.Spawn(child, Shell("exit 7"));
        events.Exited(child);
        Observe.WaitUntil(() => Volatile.Read(ref asked) == 1, "the question");
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromMilliseconds(700), TestContext.Current.CancellationToken);

        Assert.Equal(1, Volatile.Read(ref asked));
        Assert.True(Observe.IsAlive(keeper.BrainPid));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(12)]
    public void Signals_of_the_keeper_reach_the_brain_as_messages(int signal)
    {
        using var keeper = new RunningKeeper();
        using var came = new BlockingCollection<int>();
        using var host = keeper.NextHost(_ => { }, new KeeperNotices { Signalled = came.Add });
        host.Signal(Nobody, 0, SignalScope.Process);

        keeper.Signal(signal);

        Assert.True(came.TryTake(out var number, TimeSpan.FromSeconds(20)));
        Assert.Equal(signal, number);
        Posix.Processes.ProcessSignals.Send(keeper.BrainPid, signal);
        host.Signal(Nobody, 0, SignalScope.Process);
        Assert.True(Observe.IsAlive(keeper.BrainPid));
    }

    [Fact]
    public void A_signal_that_came_while_no_brain_listened_is_told_to_the_next()
    {
        using var keeper = new RunningKeeper();
        using var socket = keeper.NextBrain();
        keeper.Signal(1);
        using var came = new BlockingCollection<int>();
        using var host = new KeeperChildHost(socket, _ => { }, new KeeperNotices { Signalled = came.Add });
        host.BeginEvents();

        Assert.True(came.TryTake(out var number, TimeSpan.FromSeconds(20)));
        Assert.Equal(1, number);
    }

    [Fact]
    public void The_keeper_ends_with_the_status_that_the_brain_gave()
    {
        using var keeper = new RunningKeeper("finish=20000");
        using var host = keeper.NextHost(_ => { });
        host.Finish(7);
        keeper.EndBrains();

        Assert.Equal(7, keeper.WaitForExit());
    }

    [Fact]
    public void A_brain_that_stays_after_its_last_word_is_ended()
    {
        using var keeper = new RunningKeeper("finish=200");
        using var host = keeper.NextHost(_ => { });
        host.Finish(3);

        Assert.Equal(3, keeper.WaitForExit());
    }

    [Fact]
    public void When_the_keeper_dies_the_brain_is_told_and_starts_and_signals_fail()
    {
        using var keeper = new RunningKeeper();
        using var events = new EventRecorder();
        using var lost = new ManualResetEventSlim();
        using var host = keeper.NextHost(events.Add, new KeeperNotices { Lost = lost.Set });
        keeper.Signal(9);

        // The relay holds no copy of the keeper's end.
        Assert.True(lost.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        var child = new ChildRef("late", 1);
        host.Spawn(child, Shell("exit 0"));
        Assert.Equal(Posix.Errno.ESRCH.Value, events.Failed(child).Errno);
        Assert.Equal(Posix.Errno.ESRCH.Value, host.Signal(child, 15, SignalScope.Process));
    }

    [Fact]
    public void Programs_do_not_get_the_keepers_socket_or_its_variable()
    {
        using var keeper = new RunningKeeper();
        using var events = new EventRecorder();
        using var host = keeper.NextHost(events.Add);
        var child = new ChildRef("env", 1);
        host.Spawn(child, Shell("env; ls /proc/self/fd | wc -l") with { Environment = ["PATH=/usr/bin:/bin"] });

        var output = events.Output(child);
        Assert.DoesNotContain(KeeperConnection.Variable, output, StringComparison.Ordinal);
        Assert.EndsWith("\n4\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_keeper_with_quiet_programs_does_not_wake()
    {
        using var keeper = new RunningKeeper("patience=100,answer=300");
        using var events = new EventRecorder();
        using var host = keeper.NextHost(events.Add);
        for (var i = 0; i < 20; i++)
        {
            host.Spawn(new ChildRef("quiet", i), Shell("exec sleep 1000"));
            events.Spawned(new ChildRef("quiet", i));
        }

        var ended = new ChildRef("ended", 1);
        host.Spawn(ended, Shell("exit 0"));
        events.Exited(ended);
        host.Acknowledge(ended);
        host.Signal(Nobody, 0, SignalScope.Process);

        // It gives memory back at the latest a second after the last event; from then on nothing is left to do.
        var (before, since) = ("", Environment.TickCount64);
        Observe.WaitUntil(
            () =>
            {
                var now = Switches(keeper.Pid);
                if (now != before)
                    (before, since) = (now, Environment.TickCount64);
                return Environment.TickCount64 - since > 2500;
            },
            "2.5 s without a wake-up");
    }

    // The threads of the runtime itself (tiered compilation) are not the keeper's.
    private static string Switches(int pid) =>
        string.Join(' ', new[] { "keeper-test-pro", "spawner" }.Select(name => Observe.SwitchesOf(name, pid)));

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };
}
