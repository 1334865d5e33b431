using Supervisor.Keeper.Brain;
using Supervisor.Posix;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>What is left when the keeper dies.</summary>
public sealed class SurvivorsTests : IDisposable
{
    private readonly EventRecorder _events = new();
    private readonly RunningKeeper _keeper = new();
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly List<int> _left = [];

    [Fact]
    public void Programs_of_a_dead_keeper_are_found_by_name_with_what_is_below_them()
    {
        using var host = _keeper.NextHost(_events.Add);
        Assert.True(host.Take(new Surroundings { Instance = _instance }).IsDone);
        var web = Start(host, "web", "sleep 1000 & env -i sleep 1000 & wait", "SUPERVISOR_GROUP_NAME=site", "SUPERVISOR_PROCESS_NAME=web");
        var wiped = Start(host, "wiped", "exec env -i sleep 1000", "SUPERVISOR_PROCESS_NAME=wiped");
        Observe.WaitUntil(() => Observe.Children(web.Pid).Count == 2, "the children of web");
        Observe.WaitUntil(() => File.ReadAllText($"/proc/{wiped.Pid}/environ").Length == 0, "the environment is gone");
        Assert.Empty(Survivors.Find(_instance));
        var known = host.Living;
        KillAll(host);

        var below = Observe.Children(web.Pid).Order().ToList();
        _left.AddRange(below);
        var survivor = Assert.Single(Survivors.Find(_instance));
        Assert.Equal((web.Pid, web.StartTicks, "site:web"), (survivor.Pid, survivor.StartTicks, survivor.Program));
        Assert.Contains("wait", survivor.Command, StringComparison.Ordinal);
        Assert.Equal(below, survivor.Descendants);
        Assert.Empty(Survivors.Find("another"));

        // One that has no mark is found by the record, unless the number is somebody else's by now.
        Assert.Equal([web.Pid, wiped.Pid], Survivors.Find(_instance, known).Select(s => s.Pid).Order());
        Assert.Equal("wiped", Survivors.Find(_instance, known).Single(s => s.Pid == wiped.Pid).Program);
        Assert.Single(Survivors.Find(_instance, known.Select(k => k with { StartTicks = k.StartTicks + 1 })));
    }

    [Fact]
    public void What_a_dead_program_has_left_is_a_survivor_of_its_own()
    {
        using var host = _keeper.NextHost(_events.Add);
        Assert.True(host.Take(new Surroundings { Instance = _instance }).IsDone);
        var pids = Path.GetTempFileName();
        var parent = Start(host, "parent", $"sleep 1000 & echo $! >{pids}; exit 0");
        _events.Exited(parent.Child);
        KillAll(host);
        var left = int.Parse(File.ReadAllText(pids), System.Globalization.CultureInfo.InvariantCulture);
        _left.Add(left);
        File.Delete(pids);

        Assert.Equal(left, Assert.Single(Survivors.Find(_instance)).Pid);
    }

    [Fact]
    public void A_brain_that_has_lost_its_keeper_can_still_stop_the_programs_and_see_their_end()
    {
        using var host = _keeper.NextHost(_events.Add);
        var obedient = Start(host, "obedient", "sleep 1000 & wait");
        var stubborn = Start(host, "stubborn", "trap '' TERM; while :; do sleep 0.1; done");
        var ended = Start(host, "ended", "exec sleep 1000");
        var recycled = new KnownChild(new ChildRef("recycled", 1), obedient.Pid, 12345);
        var known = host.Living;
        Assert.Equal(3, known.Count);
        KillAll(host);
        Assert.Equal(Errno.None, ProcessSignals.Send(ended.Pid, 9));
        Observe.WaitUntil(() => !Observe.IsAlive(ended.Pid), "one has ended");
        using var orphans = new EventRecorder();
        using var rest = new OrphanedChildHost(orphans.Add, [.. known, recycled]);

        Assert.Equal(OrphanedChildHost.UnknownStatus, orphans.Exited(ended.Child).Status);
        orphans.Exited(recycled.Child);
        Assert.Equal(Errno.ESRCH.Value, rest.Signal(recycled.Child, 9, SignalScope.Group));
        Assert.Equal(0, rest.Signal(obedient.Child, 15, SignalScope.Group));
        Assert.Equal(0, rest.Signal(stubborn.Child, 15, SignalScope.Process));
        orphans.Exited(obedient.Child);
        Assert.True(Observe.IsAlive(stubborn.Pid));
        Assert.Equal(0, rest.Signal(stubborn.Child, 9, SignalScope.Process));
        orphans.Exited(stubborn.Child);
        foreach (var child in known)
            rest.Acknowledge(child.Child);
        Assert.Equal(Errno.ESRCH.Value, rest.Signal(stubborn.Child, 9, SignalScope.Process));
        var late = new ChildRef("late", 1);
        rest.Spawn(late, Shell("exit 0"));
        Assert.Equal(Errno.ESRCH.Value, orphans.Failed(late).Errno);
    }

    [Fact]
    public void An_instance_is_the_same_at_every_start_and_another_one_in_another_place()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Join(folder.FullName, "supervisord.pid");

        Assert.Equal(InstanceId.For(path), InstanceId.For(path));
        Assert.Equal(16, InstanceId.For(path).Length);
        Assert.NotEqual(InstanceId.For(path), InstanceId.For(path + "2"));
        var before = InstanceId.For(path);
        folder.Delete();
        Assert.NotEqual(before, InstanceId.For(path));
    }

    public void Dispose()
    {
        foreach (var pid in _left)
            _ = ProcessSignals.Send(pid, 9);
        _events.Dispose();
        _keeper.Dispose();
    }

    private HostEvent.Spawned Start(KeeperChildHost host, string name, string script, params string[] environment)
    {
        var child = new ChildRef(name, 1);
        host.Spawn(child, Shell(script) with { Environment = ["PATH=/usr/bin:/bin", .. environment] });
        var spawned = _events.Spawned(child);
        _left.Add(spawned.Pid);
        return spawned;
    }

    private void KillAll(KeeperChildHost host)
    {
        var brain = _keeper.BrainPid;
        _keeper.Signal(9);
        _keeper.WaitForExit();
        _ = ProcessSignals.Send(brain, 9);
        Observe.WaitUntil(() => !Observe.IsAlive(brain), "the brain is dead");
        host.Dispose();
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };
}
