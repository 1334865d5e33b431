using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What descendants say that outlive their program and hold its pipe.</summary>
public sealed class DescendantOutputTests : EndToEndTest
{
    // Each run leaves one in a session of its own, which says a word whenever the file has a new line.
    private const string Leaving = """
        [program.web]
        command = ["sh", "-c", "setsid sh -c 'echo begun; echo begun >&2; tail -n 0 -f words; echo over' & read line"]
        directory = "${here}"
        startsecs = 0
        autorestart = false
        stdout_logfile = "${here}/web.log"
        stderr_logfile = "${here}/web.err"
        """;

    [Fact]
    public async Task What_a_daemonized_descendant_says_after_its_program_has_ended_survives_crashes_and_an_upgrade()
    {
        Folder.Write("words", "");
        var daemon = await StartAsync(new Setup { Programs = Leaving, MayLeaveProcesses = true });
        await daemon.FileHasAsync("web.log", "begun\n");
        var others = PipesOf(daemon.Pid) - 3;
        await EndProgramAsync(daemon);
        var speaker = await SpeakerAsync(daemon);

        await SaysAsync(daemon, "before");
        await daemon.CrashAsync();
        Assert.True(ProcFs.IsAlive(speaker));
        await SaysAsync(daemon, "first");
        await daemon.CrashAsync();
        await daemon.CrashAsync();
        await SaysAsync(daemon, "second");
        Assert.Equal(0, (await daemon.Ctl("upgrade")).ExitCode);
        await SaysAsync(daemon, "third");
        await daemon.CrashAsync();
        RunningSupervisor.SendSignal(speaker, Signum.SIGTERM);
        await daemon.FileHasAsync("web.log", "over\n");
        Assert.Equal("begun\nbefore\nfirst\nsecond\nthird\nover\n", daemon.ReadShared("web.log"));
        Assert.StartsWith("begun\n", daemon.ReadShared("web.err"), StringComparison.Ordinal);

        // At its end there is nothing to keep.
        await Eventually.IsTrueAsync(() => Task.FromResult(PipesOf(daemon.Pid) <= others), () => $"{PipesOf(daemon.Pid)} pipes are held, {others} of them of others");
    }

    [Fact]
    public async Task It_is_still_read_when_the_brain_died_between_the_exit_and_its_acknowledgement()
    {
        Folder.Write("words", "");
        var daemon = await StartAsync(new Setup { Programs = Leaving, MayLeaveProcesses = true });
        for (var round = 1; round <= 12; round++)
        {
            var web = await daemon.ReachesAsync("web", "RUNNING");
            await daemon.FileHasAsync("web.log", "begun\n", round);
            var speaker = await SpeakerAsync(daemon);
            var brain = await daemon.BrainAsync();
            RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
            SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(round / 4.0));
            RunningSupervisor.SendSignal(brain, Signum.SIGKILL);
            await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain), "the brain is gone");
            await daemon.AnswersAsync();
            await daemon.ReachesAsync("web", "EXITED");
            await SaysAsync(daemon, $"round {round}");
            RunningSupervisor.SendSignal(speaker, Signum.SIGTERM);
            await daemon.FileHasAsync("web.log", "over\n", round);
            Assert.Equal("ok", await daemon.Control.OperateAsync("web", "start"));
        }
    }

    [Fact]
    public async Task However_many_a_program_leaves_the_keeper_holds_the_newest_few_pipes_only()
    {
        Folder.Write("words", "");
        var daemon = await StartAsync(new Setup { Programs = Leaving, MayLeaveProcesses = true });
        await daemon.FileHasAsync("web.log", "begun\n");
        var others = PipesOf(daemon.Pid) - 3;
        for (var round = 1; round <= 9; round++)
        {
            await daemon.FileHasAsync("web.log", "begun\n", round);
            await EndProgramAsync(daemon);
            Assert.Equal("ok", await daemon.Control.OperateAsync("web", "start"));
        }

        await daemon.FileHasAsync("web.log", "begun\n", 10);
        await daemon.CrashAsync();

        // Of stdout and stderr three earlier ones each, and what the running life has.
        await Eventually.IsTrueAsync(() => Task.FromResult(PipesOf(daemon.Pid) <= others + 9), () => $"{PipesOf(daemon.Pid)} pipes are held, {others} of them of others");
        await SaysAsync(daemon, "still here", 4);
    }

    [Fact]
    public async Task A_program_that_leaves_nobody_leaves_no_pipe()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "echo done"]
            startsecs = 0
            autorestart = false
            """);
        await daemon.ReachesAsync("web", "EXITED");
        var others = PipesOf(daemon.Pid);
        for (var round = 0; round < 10; round++)
        {
            await daemon.ReachesAsync("web", "EXITED");
            Assert.Equal("ok", await daemon.Control.OperateAsync("web", "start"));
        }

        await daemon.ReachesAsync("web", "EXITED");
        await Eventually.IsTrueAsync(() => Task.FromResult(PipesOf(daemon.Pid) <= others), () => $"{PipesOf(daemon.Pid)} pipes are held, {others} of them of others");
    }

    private async Task SaysAsync(RunningSupervisor daemon, string word, int times = 1)
    {
        await File.AppendAllTextAsync(Folder["words"], word + "\n", TestContext.Current.CancellationToken);
        await daemon.FileHasAsync("web.log", word + "\n", times);
    }

    private static async Task EndProgramAsync(RunningSupervisor daemon)
    {
        var web = await daemon.ReachesAsync("web", "RUNNING");
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
        await daemon.ReachesAsync("web", "EXITED");
    }

    private static async Task<int> SpeakerAsync(RunningSupervisor daemon)
    {
        int[] found = [];
        await Eventually.IsTrueAsync(
            () => (found = [.. daemon.Descendants().Where(pid => ProcFs.CommandLineOf(pid) == "tail -n 0 -f words")]).Length == 1, "it waits for words");
        return found[0];
    }

    private static int PipesOf(int pid) => Directory.EnumerateFiles($"/proc/{pid}/fd")
        .Count(path => new FileInfo(path).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
