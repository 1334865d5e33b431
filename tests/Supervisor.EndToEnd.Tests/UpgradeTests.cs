using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>A new supervisord takes the place of the running one, and nobody notices.</summary>
public sealed class UpgradeTests : EndToEndTest
{
    private const string Programs = """
        [program.web]
        command = "sleep 1000"
        startsecs = 0
        [program.counter]
        command = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.002; done"]
        startsecs = 0
        stdout_logfile = "${here}/counter.log"
        [program.slow]
        command = "sleep 1000"
        startsecs = 4
        autostart = false
        """;

    [Fact]
    public async Task Programs_output_sockets_and_requests_live_on()
    {
        var daemon = await StartAsync(Programs);
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var old = await daemon.BrainAsync();
        var waiting = daemon.Ctl("start", "slow");
        await daemon.ReachesAsync("slow", "STARTING");
        using var over = new CancellationTokenSource();
        var refused = CountRefusedAsync(daemon, over.Token);

        Assert.Equal((0, "Upgraded supervisord\n"), (await daemon.Ctl("upgrade")) is var upgraded ? (upgraded.ExitCode, upgraded.Stdout) : default);
        Assert.Equal("slow: started\n", (await waiting).Stdout);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(old), "the old brain leaves when its clients are answered");
        await over.CancelAsync();
        Assert.Equal(0, await refused);
        Assert.NotEqual(old, await daemon.BrainAsync());
        Assert.Equal((web.Pid, web.Start), (await daemon.Control.ProcessAsync("web")) is var now ? (now.Pid, now.Start) : default);
        Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);

        Assert.Equal("ok", await daemon.Control.OperateAsync("counter", "stop"));
        var numbers = (await File.ReadAllLinesAsync(Folder["counter.log"], TestContext.Current.CancellationToken))
            .Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public async Task A_signal_asks_for_it_too()
    {
        var daemon = await StartAsync(Programs);
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var old = await daemon.BrainAsync();
        daemon.Signal(Signum.SIGUSR1);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(old), "the old brain is gone");
        Assert.Equal(web.Pid, (await daemon.Control.ProcessAsync("web")).Pid);
    }

    [Fact]
    public async Task The_keeper_is_replaced_too_with_the_same_pid()
    {
        var daemon = await StartAsync(Programs);
        var web = await daemon.ReachesAsync("web", "RUNNING");
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(0, (await daemon.Ctl("upgrade")).ExitCode);
            await daemon.LogsAsync("upgraded the keeper", i);
        }

        Assert.Equal((web.Pid, daemon.Pid), ((await daemon.Control.ProcessAsync("web")).Pid, (await daemon.Control.InfoAsync()).Pid));
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
        await daemon.LogsAsync("exited: web (terminated by SIGKILL; not expected)");
    }

    // Counts requests that were refused or cut; a short wait is allowed.
    private static async Task<int> CountRefusedAsync(RunningSupervisor daemon, CancellationToken over)
    {
        var refused = 0;
        while (!over.IsCancellationRequested)
        {
            try
            {
                _ = await daemon.Control.InfoAsync();
            }
            catch (HttpRequestException)
            {
                // A connection that was kept open may be closed as it is used again: that is tried once more, as clients do.
                try
                {
                    _ = await daemon.Control.InfoAsync();
                }
                catch (HttpRequestException)
                {
                    refused++;
                }
            }
        }

        return refused;
    }
}
