using System.Globalization;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>How programs and what they started are stopped.</summary>
public sealed class StopTests : EndToEndTest
{
    [Fact]
    public async Task The_configured_signal_stops_a_program()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "trap 'echo told; exit 0' USR1; echo ready; while :; do sleep 0.05; done"]
            stopsignal = "USR1"
            stdout_logfile = "${here}/web.log"
            """);
        await daemon.FileHasAsync("web.log", "ready\n");

        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "stop"));
        var info = await daemon.Control.ProcessAsync("web");
        Assert.Equal(("STOPPED", 0, 0), (info.StateName, info.ExitStatus, info.Pid));
        Assert.Equal("ready\ntold\n", daemon.ReadShared("web.log"));
        await daemon.LogsAsync(" INFO stopped: web (exit status 0)\n");
        Assert.Equal("not_running", await daemon.Control.OperateAsync("web", "stop"));
    }

    [Fact]
    public async Task A_program_that_does_not_obey_is_killed_after_stopwaitsecs()
    {
        var daemon = await StartAsync("""
            [program.deaf]
            command = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"]
            stopwaitsecs = 0.3
            startsecs = 0
            stdout_logfile = "${here}/deaf.log"
            """);
        await daemon.FileHasAsync("deaf.log", "ready\n");
        var pid = (await daemon.Control.ProcessAsync("deaf")).Pid;

        var stop = daemon.Control.OperateAsync("deaf", "stop");
        await daemon.ReachesAsync("deaf", "STOPPING");
        Assert.Equal("ok", await stop);
        var info = await daemon.Control.ProcessAsync("deaf");
        Assert.Equal(("STOPPED", -1), (info.StateName, info.ExitStatus));
        await daemon.LogsAsync("stopped: deaf");
        Assert.Equal(
            [$"WARN killing 'deaf' ({pid}) with SIGKILL", "WARN stopped: deaf (terminated by SIGKILL)"],
            daemon.MainLogLines().Where(line => line.StartsWith("WARN ", StringComparison.Ordinal)
                && !line.Contains("left 1 of its process group behind", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("stopasgroup = true", false)]
    [InlineData("", true)]
    public async Task The_stop_signal_reaches_the_whole_group_only_when_that_is_asked_for(string setting, bool grandchildLives)
    {
        var daemon = await StartAsync(new Setup
        {
            MayLeaveProcesses = true,
            Programs = $$"""
                [program.tree]
                command = ["sh", "-c", "sleep 1000 & echo $! > ${here}/grandchild; wait"]
                {{setting}}
                """,
        });
        var grandchild = await GrandchildAsync(daemon);

        Assert.Equal("ok", await daemon.Control.OperateAsync("tree", "stop"));
        await EndsOrStaysAsync(grandchild, grandchildLives);
    }

    [Theory]
    [InlineData("killasgroup = true", false)]
    [InlineData("killasgroup = false", true)]
    public async Task SIGKILL_reaches_the_whole_group_only_when_that_is_asked_for(string setting, bool grandchildLives)
    {
        var daemon = await StartAsync(new Setup
        {
            MayLeaveProcesses = true,
            Programs = $$"""
                [program.tree]
                command = ["sh", "-c", "trap '' TERM; sleep 1000 & echo $! > ${here}/grandchild; while :; do sleep 0.05; done"]
                stopwaitsecs = 0.2
                {{setting}}
                """,
        });
        var grandchild = await GrandchildAsync(daemon);

        Assert.Equal("ok", await daemon.Control.OperateAsync("tree", "stop"));
        await EndsOrStaysAsync(grandchild, grandchildLives);
    }

    [Fact]
    public async Task A_stop_that_takes_long_blocks_nothing_else()
    {
        var daemon = await StartAsync("""
            [program-default]
            startsecs = 0

            [program.deaf]
            command = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"]
            stdout_logfile = "${here}/deaf.log"
            stopwaitsecs = 600

            [program.web]
            command = ["sleep", "1000"]
            """);
        await daemon.FileHasAsync("deaf.log", "ready\n");
        var stop = daemon.Control.OperateAsync("deaf", "stop");
        await daemon.ReachesAsync("deaf", "STOPPING");

        var status = await daemon.Ctl("status");
        Assert.Matches("(?m)^deaf +STOPPING *$", status.Stdout);
        Assert.Equal("web: stopped\nweb: started\n", (await daemon.Ctl("restart", "web")).Stdout);
        Assert.Equal("not_running", await daemon.Control.OperateAsync("deaf", "stop"));
        Assert.False(stop.IsCompleted);

        // SIGKILL by the test's own hand ends the wait.
        RunningSupervisor.SendSignal((await daemon.Control.ProcessAsync("deaf")).Pid, Mono.Unix.Native.Signum.SIGKILL);
        Assert.Equal("ok", await stop);
    }

    private static async Task<int> GrandchildAsync(RunningSupervisor daemon)
    {
        await daemon.FileHasAsync("grandchild", "\n");
        return int.Parse(daemon.ReadShared("grandchild"), CultureInfo.InvariantCulture);
    }

    private static Task EndsOrStaysAsync(int pid, bool stays)
    {
        if (!stays) return Eventually.IsTrueAsync(() => !ProcFs.IsAlive(pid), $"{pid} ends");
        Assert.True(ProcFs.IsAlive(pid));
        return Task.CompletedTask;
    }
}
