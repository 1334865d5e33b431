using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Programs and machines that are out of the ordinary.</summary>
public sealed class HardCasesTests : EndToEndTest
{
    [Fact]
    public async Task A_program_that_closes_its_output_costs_nothing()
    {
        var daemon = await StartAsync("""
            [program.mute]
            command = ["sh", "-c", "exec >&- 2>&- <&-; exec sleep 1000"]
            startsecs = 0
            """);
        await daemon.ReachesAsync("mute", "RUNNING");
        var before = await ProcessorTicksAsync(daemon.Pid);
        for (var round = 0; round < 20; round++) await daemon.ReachesAsync("mute", "RUNNING");

        // A loop over a closed pipe would take all of a processor; twenty requests take some ticks of 10 ms.
        Assert.InRange(await ProcessorTicksAsync(daemon.Pid) - before, 0, 100);
        Assert.Equal("ok", await daemon.Control.OperateAsync("mute", "stop"));
    }

    [Fact]
    public async Task As_PID_1_it_reaps_orphans_and_knows_every_exit_status()
    {
        NeedsRoot("a pid namespace");
        string[] wrapper = ["unshare", "--pid", "--fork", "--mount-proc"];
        var possible = await Command.RunAsync([.. wrapper, "true"]);
        Assert.SkipUnless(possible.ExitCode == 0, $"no pid namespace: {possible.Stderr}");
        var daemon = await StartAsync(new Setup
        {
            Wrapper = wrapper,
            WrapperForks = true,
            Programs = """
                [program-default]
                startsecs = 0
                autorestart = false

                [program.job]
                command = ["sh", "-c", "sh -c 'sleep 0.3; exit 5' & exit 3"]
                exitcodes = [3]

                [program.web]
                command = ["sleep", "1000"]
                """,
        });
        var job = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(3, job.ExitStatus);
        await daemon.LogsAsync("INFO supervisord started with pid 1\n");
        await daemon.LogsAsync("INFO reaped unknown pid ");
        await daemon.LogsAsync(" (exit status 5)\n");
        await daemon.ReachesAsync("web", "RUNNING");
        Assert.DoesNotContain(ProcFs.ChildrenOf(daemon.Pid), pid => !ProcFs.IsAlive(pid));
        daemon.Signal(Signum.SIGTERM);
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
    }

    [Fact]
    public async Task Two_programs_may_share_a_log()
    {
        var daemon = await StartAsync("""
            [program.job]
            command = ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do seq 1 1000 | sed s/^/${process_num}:/; done"]
            numprocs = 3
            startsecs = 0
            autorestart = false
            stdout_logfile = "${here}/all.log"
            stdout_logfile_maxbytes = 0
            """);
        foreach (var number in new[] { 0, 1, 2 }) await daemon.ReachesAsync($"job:job_0{number}", "EXITED");
        var lines = daemon.ReadShared("all.log").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Pieces of lines may be mixed, bytes may not be lost.
        var expected = Enumerable.Range(0, 3).Sum(_ => 9L * (OutputTests.Numbers(1, 1000).Length + 2000));
        Assert.Equal(expected, lines.Sum(line => (long)line.Length + 1));
    }

    [Fact]
    public async Task A_log_that_is_a_pipe_without_reader_holds_nobody_up()
    {
        await Command.RunAsync("mkfifo", Folder["pipe"]);
        var daemon = await StartAsync("""
            [program-default]
            startsecs = 0

            [program.web]
            command = ["sh", "-c", "echo started; exec sleep 1000"]
            stdout_logfile = "${here}/pipe"
            stdout_logfile_maxbytes = 0

            [program.other]
            command = ["sleep", "1000"]
            """);
        await daemon.ReachesAsync("other", "RUNNING");

        Assert.Equal("other: stopped\nother: started\n", (await daemon.Ctl("restart", "other")).Stdout);
        Assert.Equal(0, (await daemon.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_device_that_is_always_full_does_not_hold_a_program_up()
    {
        var daemon = await StartAsync(OutputTests.Job(
            """["sh", "-c", "seq 1 100000; echo done > done"]""",
            """
            directory = "${here}"
            stdout_logfile = "/dev/full"
            stdout_logfile_maxbytes = 0
            """));
        var info = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal("done\n", daemon.ReadShared("done"));
        await daemon.LogsAsync("No space left on device");
        Assert.Contains("No space left on device", Assert.Single(info.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_program_is_killed_in_the_end()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            startsecs = 0
            stopwaitsecs = 0.3
            """);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        RunningSupervisor.SendSignal(pid, Signum.SIGSTOP);

        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "stop"));
        Assert.False(ProcFs.IsAlive(pid));
    }

    [Fact]
    public async Task A_command_that_is_too_long_is_said()
    {
        var daemon = await StartAsync($"""
            [program.web]
            command = ["true", "{new string('x', 200_000)}"]
            startretries = 0
            """);
        var info = await daemon.ReachesAsync("web", "FATAL");

        Assert.Contains("argument list too long", info.SpawnError, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0<&-")]
    [InlineData("1>&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    public async Task Started_with_closed_descriptors_it_runs_all_the_same(string closed)
    {
        var daemon = await StartAsync(new Setup
        {
            Wrapper = ["sh", "-c", $"exec \"$@\" {closed}", "sh"],
            Programs = OutputTests.Job("""["sh", "-c", "echo out; echo err >&2"]""", """
                stdout_logfile = "${here}/out.log"
                stderr_logfile = "${here}/err.log"
                """),
        });
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(("out\n", "err\n"), (daemon.ReadShared("out.log"), daemon.ReadShared("err.log")));
        Assert.Equal(0, (await daemon.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task After_a_crash_the_next_daemon_takes_over_socket_and_pid_file()
    {
        var setup = new Setup { MayLeaveProcesses = true, Programs = "[program.web]\ncommand = [\"sleep\", \"1000\"]\nstartsecs = 0\n" };
        var first = await StartAsync(setup);
        var web = await first.ReachesAsync("web", "RUNNING");

        // Keeper, brain and program at once, as when a machine runs out of memory.
        var brain = await first.BrainAsync();
        RunningSupervisor.SendSignal(brain, Signum.SIGSTOP);
        first.Signal(Signum.SIGKILL);
        RunningSupervisor.SendSignal(brain, Signum.SIGKILL);
        RunningSupervisor.SendSignal(web.Pid, Signum.SIGKILL);
        await first.EndsAsync();
        await Eventually.IsTrueAsync(() => !ProcFs.IsAlive(brain) && !ProcFs.IsAlive(web.Pid), "all are gone");
        Assert.True(File.Exists(first.SocketPath));

        var second = await StartAsync(setup);
        await second.ReachesAsync("web", "RUNNING");
        Assert.Equal($"{second.Pid}\n", second.ReadShared("supervisord.pid"));
        Assert.Equal(0, (await second.StopAsync()).ExitCode);
        Assert.False(File.Exists(second.SocketPath));
    }

    [Fact]
    public async Task Stdin_that_nobody_reads_is_not_waited_for()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            startsecs = 0
            """);
        await daemon.ReachesAsync("web", "RUNNING");
        using var body = new ByteArrayContent(new byte[1024 * 1024]);
        var (status, _) = await daemon.Control.JsonAsync(HttpMethod.Post, "/v1/processes/web/web/stdin", body);

        Assert.Equal(503, status);
        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "restart"));
    }

    [Fact]
    public async Task Reloads_in_quick_succession_end_in_one_running_set()
    {
        var daemon = await StartAsync("[program.web]\ncommand = [\"sleep\", \"1000\"]\nnumprocs = 5\nstartsecs = 0\n");
        for (var round = 0; round < 10; round++) daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("supervisord started with pid", times: 2);

        // Neither lost nor doubled, when the last of them is through.
        await Eventually.IsTrueAsync(
            async () =>
            {
                var processes = await daemon.Control.ProcessesAsync();
                return (await daemon.Control.InfoAsync()).StateName == "RUNNING"
                    && processes.Count(process => process.StateName == "RUNNING") == 5
                    && processes.Select(process => process.Pid).Order().SequenceEqual(daemon.ProgramPids().Order());
            },
            () => $"five run again and nothing else\n{daemon.MainLog}");
    }

    private static async Task<long> ProcessorTicksAsync(int pid)
    {
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture)
            + long.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture);
    }
}
