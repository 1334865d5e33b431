using Supervisor.Posix;

namespace Supervisor.Keeper.Tests;

public abstract class ChildExitContract : ChildHostContract
{
    [Fact]
    public void Every_exit_status_is_told_as_it_is()
    {
        var children = Enumerable.Range(0, 256).Select(code => SpawnShell($"exit {code}")).ToList();

        for (var code = 0; code < 256; code++)
            Assert.Equal(new ExitStatus(code, 0, false), Events.Exited(children[code]).Status);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(10)]
    public void A_deadly_signal_is_told_by_number(int signal)
    {
        var child = SpawnShell($"kill -{signal} $$");

        Assert.Equal(new ExitStatus(0, signal, false), Events.Exited(child).Status);
    }

    [Fact]
    public void A_core_dump_is_told()
    {
        Assert.SkipWhen(File.ReadAllText("/proc/sys/kernel/core_pattern").StartsWith('|'), "core dumps go to a program here");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var dumping = Spawn(Shell("ulimit -c unlimited; kill -QUIT $$") with { Directory = folder.FullName });
            var plain = Spawn(Shell("ulimit -c 0; kill -QUIT $$") with { Directory = folder.FullName });

            Assert.Equal(new ExitStatus(0, 3, true), Events.Exited(dumping).Status);
            Assert.Equal(new ExitStatus(0, 3, false), Events.Exited(plain).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_start_is_told_before_the_exit()
    {
        var child = SpawnShell("exit 0");
        Events.Exited(child);

        Assert.Collection(
            Events.All,
            e => Assert.IsType<HostEvent.Spawned>(e),
            e => Assert.IsType<HostEvent.Exited>(e));
    }

    [Fact]
    public void An_acknowledged_child_is_forgotten()
    {
        var child = SpawnShell("exit 0");
        Events.Exited(child);
        Host.Acknowledge(child);

        Assert.Equal(Errno.ESRCH.Value, Host.Signal(child, 0, SignalScope.Process));
        Assert.Equal(Errno.ESRCH.Value, Host.Signal(child, 0, SignalScope.Group));
    }

    [Fact]
    public void An_ended_child_is_no_target_for_signals_even_unacknowledged()
    {
        var child = SpawnShell("exit 0");
        Events.Exited(child);

        Assert.Equal(Errno.ESRCH.Value, Host.Signal(child, 0, SignalScope.Process));
    }

    [Fact]
    public void Five_hundred_short_lives_from_eight_threads_end_once_each_and_leave_nothing()
    {
        var warm = SpawnShell("exit 0");
        Events.Exited(warm);
        Host.Acknowledge(warm);
        Own(warm);
        var before = Tested.OpenDescriptors();

        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 63; i++)
                SpawnShell("exit 5");
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Events.WaitForCount<HostEvent.Exited>((8 * 63) + 1);

        var exits = Events.All.OfType<HostEvent.Exited>().Where(e => e.Child != warm).ToList();
        Assert.Equal(8 * 63, exits.Select(e => e.Child).Distinct().Count());
        Assert.Equal(8 * 63, exits.Count);
        Assert.All(exits, e => Assert.Equal(5, e.Status.Code));
        foreach (var exit in exits)
        {
            Host.Acknowledge(exit.Child);
            Own(exit.Child);
        }

        Host.Flush();
        Assert.Empty(Tested.Children());

        // The runtime opens a few of its own in the meantime; one left behind per child would be hundreds. So many are closed in a moment, and not before the answer.
        Observe.WaitUntil(() => Tested.OpenDescriptors() <= before + 20, "what they left is closed");
    }

    private void Own(ChildRef child)
    {
        var spawned = Events.Spawned(child);
        spawned.Stdout?.Dispose();
        spawned.Stderr?.Dispose();
    }
}
