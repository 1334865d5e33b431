using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What a program leaves behind in its process group when it ends.</summary>
public sealed class RemnantTests : EndToEndTest
{
    private const string Program = """
        [program.web]
        command = ["sh", "-c", "sleep 1000 & echo $! > left.pid; read line"]
        directory = "${here}"
        startsecs = 0
        autorestart = false
        """;

    [Fact]
    public async Task It_is_named_in_the_log_and_in_the_status_and_left_alone()
    {
        var daemon = await StartAsync(new Setup { Programs = Program, MayLeaveProcesses = true });
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var left = await LeftAsync(daemon);
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);

        await daemon.LogsAsync($"sleep (pid {left})");
        Assert.True(ProcFs.IsAlive(left));
        Assert.Contains($"left behind by an earlier run: pid {left}", (await daemon.Control.ProcessAsync("web")).Warnings!);
        RunningSupervisor.SendSignal(left, Signum.SIGKILL);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(left), "it is gone");
        Assert.DoesNotContain((await daemon.Control.ProcessAsync("web")).Warnings ?? [], warning => warning.Contains("left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_killed_where_killasgroup_says_so()
    {
        var daemon = await StartAsync(Program + "\nkillasgroup = true\n");
        var web = await daemon.ReachesAsync("web", "RUNNING");
        var left = await LeftAsync(daemon);
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(left), "it is killed too");
    }

    [Fact]
    public async Task It_is_killed_though_the_brain_died_right_after_it_had_taken_the_end_in()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "sleep 1000 & read line"]
            startsecs = 0
            autorestart = true
            killasgroup = true
            """);
        for (var round = 0; round < 15; round++)
        {
            var web = await daemon.ReachesAsync("web", "RUNNING");
            await Eventually.IsTrueAsync(() => Sleepers(daemon, web.Pid) == 1, "the program has started its own");
            var brain = await daemon.BrainAsync();
            RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
            SpinWait.SpinUntil(() => daemon.ProgramPids().Any(pid => pid != web.Pid), TimeSpan.FromMilliseconds(round / 4.0));
            RunningSupervisor.SendSignal(brain, Signum.SIGKILL);
            await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), "the brain is gone");
            await daemon.AnswersAsync();
            await Eventually.IsTrueAsync(() => Sleepers(daemon, web.Pid) == 0, $"round {round}: what the ended program left is gone");
        }
    }

    private static int Sleepers(RunningSupervisor daemon, int group) =>
        daemon.Descendants().Count(pid => ProcFs.CommandLineOf(pid) == "sleep 1000" && Syscall.getpgid(pid) == group);

    private static async Task<int> LeftAsync(RunningSupervisor daemon)
    {
        var text = "";
        await Eventually.IsTrueAsync(() => (text = daemon.ReadShared("left.pid")).EndsWith('\n'), "the program has started its own");
        return int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }
}
