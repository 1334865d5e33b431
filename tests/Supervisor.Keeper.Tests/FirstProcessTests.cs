using Supervisor.Posix.Accounts;

namespace Supervisor.Keeper.Tests;

/// <summary>The keeper as PID 1, on a terminal: where the runtime itself would reap what it can get.</summary>
public sealed class FirstProcessTests : IDisposable
{
    private const int Programs = 60;

    private readonly EventRecorder _events = new();

    [Fact]
    public void Every_exit_status_is_true_every_orphan_is_reaped_and_the_end_is_the_brains()
    {
        Assert.SkipUnless(Credentials.EffectiveUserId == 0, "only root can make a pid namespace");
        using var keeper = new RunningKeeper(asFirst: true);
        using var host = keeper.NextHost(_events.Add);
        Assert.Equal(1, host.KeeperPid);
        Round(host, 1);
        using var renewed = new ManualResetEventSlim();
        host.UpgradeKeeper(answer =>
        {
            if (answer.IsDone)
                renewed.Set();
        });
        Assert.True(renewed.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(1, host.KeeperPid);
        Round(host, 2);

        Assert.Equal("0\n", Output(host, "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l"));
        host.Finish(7);
        keeper.EndBrains();
        Assert.Equal(7, keeper.WaitForExit());
    }

    public void Dispose() => _events.Dispose();

    // Every program leaves an orphan, whose status tells which one it is.
    private void Round(KeeperChildHost host, int round)
    {
        var children = Enumerable.Range(0, Programs).Select(i => new ChildRef($"program{i}", round)).ToList();
        foreach (var child in children)
            host.Spawn(child, Shell($"(sleep 0.05; exit 99) & exit {children.IndexOf(child)}"));
        for (var i = 0; i < Programs; i++)
        {
            Assert.Equal(new ExitStatus(i, 0, false), _events.Exited(children[i]).Status);
            host.Acknowledge(children[i]);
        }

        _events.WaitForCount<HostEvent.OrphanReaped>(Programs * round);
        Assert.All(_events.All.OfType<HostEvent.OrphanReaped>(), o => Assert.Equal(99, o.Status.Code));
    }

    private string Output(KeeperChildHost host, string script)
    {
        var child = new ChildRef(script, 1);
        host.Spawn(child, Shell(script));
        return _events.Output(child);
    }

    private static SpawnRequest Shell(string script) => new()
    {
        Executable = "/bin/sh",
        Arguments = ["sh", "-c", script],
        Environment = ["PATH=/usr/bin:/bin"],
    };
}
