using System.Text;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What programs write, and where it goes.</summary>
public sealed class OutputTests : EndToEndTest
{
    [Fact]
    public async Task Every_line_is_in_the_log_when_the_end_is_reported()
    {
        var daemon = await StartAsync(Job("""["seq", "1", "200000"]""", """stdout_logfile = "${here}/out.log" """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(Numbers(1, 200_000), daemon.ReadShared("out.log"));
    }

    [Fact]
    public async Task Rotated_files_together_are_exactly_what_was_written()
    {
        var daemon = await StartAsync(Job(
            """["seq", "1", "200000"]""",
            """
            stdout_logfile = "${here}/out.log"
            stdout_logfile_maxbytes = "100KB"
            stdout_logfile_backups = 50
            """));
        await daemon.ReachesAsync("job", "EXITED");
        var files = Directory.GetFiles(Folder.Path, "out.log*").Select(path => Path.GetFileName(path)!).ToList();
        var oldestFirst = Enumerable.Range(1, files.Count - 1).Reverse().Select(number => $"out.log.{number}").Append("out.log").ToList();

        Assert.True(files.Count > 5, $"{files.Count} files");
        Assert.Equal(oldestFirst.Order(), files.Order());
        Assert.Equal(Numbers(1, 200_000), string.Concat(oldestFirst.Select(daemon.ReadShared)));
        Assert.All(files, file => Assert.InRange(new FileInfo(Folder[file]).Length, 0, (100 + 128) * 1024));
    }

    [Fact]
    public async Task Only_as_many_backups_are_kept_as_configured()
    {
        var daemon = await StartAsync(Job(
            """["seq", "1", "200000"]""",
            """
            stdout_logfile = "${here}/out.log"
            stdout_logfile_maxbytes = "100KB"
            stdout_logfile_backups = 2
            """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(["out.log", "out.log.1", "out.log.2"], Directory.GetFiles(Folder.Path, "out.log*").Select(Path.GetFileName).Order());
        var kept = daemon.ReadShared("out.log.2") + daemon.ReadShared("out.log.1") + daemon.ReadShared("out.log");
        Assert.EndsWith(kept, Numbers(1, 200_000), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_a_program_wrote_is_in_its_log_when_its_stop_is_answered()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "trap 'seq 1 100000; exit 0' TERM; echo ready; while :; do sleep 0.02; done"]
            startsecs = 0
            stdout_logfile = "${here}/out.log"
            """);
        await daemon.FileHasAsync("out.log", "ready\n");

        Assert.Equal("ok", await daemon.Control.OperateAsync("web", "stop"));
        Assert.Equal("ready\n" + Numbers(1, 100_000), daemon.ReadShared("out.log"));
    }

    [Fact]
    public async Task Binary_output_is_kept_as_it_is()
    {
        var daemon = await StartAsync(Job(
            """["sh", "-c", "head -c 1000000 /dev/urandom | tee copy"]""",
            """
            directory = "${here}"
            stdout_logfile = "${here}/out.log"
            """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(1_000_000, daemon.ReadBytes("out.log").Length);
        Assert.True(daemon.ReadBytes("copy").AsSpan().SequenceEqual(daemon.ReadBytes("out.log")));
    }

    [Fact]
    public async Task A_line_that_never_ends_keeps_within_the_bound_of_the_files()
    {
        var daemon = await StartAsync(Job(
            """["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"]""",
            """
            stdout_logfile = "${here}/out.log"
            stdout_logfile_maxbytes = "500KB"
            stdout_logfile_backups = 20
            """));
        await daemon.ReachesAsync("job", "EXITED");
        var files = Directory.GetFiles(Folder.Path, "out.log*");

        Assert.Equal(3_000_000, files.Sum(file => new FileInfo(file).Length));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, (500 + 128) * 1024));
    }

    [Fact]
    public async Task Stdout_and_stderr_go_their_own_ways()
    {
        var daemon = await StartAsync(Job(
            """["sh", "-c", "echo out; echo err >&2"]""",
            """
            stdout_logfile = "${here}/out.log"
            stderr_logfile = "${here}/err.log"
            """));
        var info = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(("out\n", "err\n"), (daemon.ReadShared("out.log"), daemon.ReadShared("err.log")));
        Assert.Equal((Folder["out.log"], Folder["err.log"]), (info.StdoutLogFile, info.StderrLogFile));
    }

    [Fact]
    public async Task Redirect_stderr_puts_both_in_one_log_in_their_order()
    {
        var daemon = await StartAsync(Job(
            """["sh", "-c", "echo 1; echo 2 >&2; echo 3; echo 4 >&2"]""",
            """
            stdout_logfile = "${here}/out.log"
            redirect_stderr = true
            """));
        var info = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal("1\n2\n3\n4\n", daemon.ReadShared("out.log"));
        Assert.Equal("", info.StderrLogFile);
    }

    [Fact]
    public async Task A_log_that_exists_is_continued()
    {
        Folder.Write("out.log", "before\n");
        var daemon = await StartAsync(Job("""["echo", "after"]""", """stdout_logfile = "${here}/out.log" """));
        await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal("before\nafter\n", daemon.ReadShared("out.log"));
    }

    [Fact]
    public async Task AUTO_logs_are_private_outlive_the_daemon_and_are_removed_by_the_next_one()
    {
        Folder.Write("logs/mine.log", "not to be touched");
        var setup = new Setup
        {
            Config = """
                [supervisord]
                logfile = "supervisord.log"
                pidfile = "supervisord.pid"
                childlogdir = "logs"
                identifier = "tested"

                [unix_http_server]
                file = "supervisor.sock"

                [program.job]
                command = ["sh", "-c", "echo out; echo err >&2"]
                startsecs = 0
                autorestart = false
                """,
        };
        var daemon = await StartAsync(setup);
        var info = await daemon.ReachesAsync("job", "EXITED");
        await daemon.StopAsync();

        Assert.Matches("/logs/job-stdout---tested-[a-z0-9_]{8}\\.log$", info.StdoutLogFile);
        Assert.Matches("/logs/job-stderr---tested-[a-z0-9_]{8}\\.log$", info.StderrLogFile);
        Assert.Equal("out\n", await File.ReadAllTextAsync(info.StdoutLogFile, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(info.StdoutLogFile));

        await StartAsync(setup);
        Assert.False(File.Exists(info.StdoutLogFile));
        Assert.False(File.Exists(info.StderrLogFile));
        Assert.True(File.Exists(Folder["logs/mine.log"]));
    }

    [Fact]
    public async Task NONE_keeps_no_file_and_does_not_hold_the_program_up()
    {
        var daemon = await StartAsync(Job(
            """["sh", "-c", "seq 1 200000; echo done > done"]""",
            """
            directory = "${here}"
            stdout_logfile = "NONE"
            stderr_logfile = "none"
            """));
        var info = await daemon.ReachesAsync("job", "EXITED");

        Assert.Equal(("", ""), (info.StdoutLogFile, info.StderrLogFile));
        Assert.Equal("done\n", daemon.ReadShared("done"));
        Assert.DoesNotContain(Directory.GetFiles(Folder.Path), path => path.Contains("job-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dev_stdout_is_the_daemons_own_stdout()
    {
        var daemon = await StartAsync(new Setup
        {
            Options = ["-s"],
            Programs = Job("""["sh", "-c", "seq 1 1000; echo err >&2"]""", """
                stdout_logfile = "/dev/stdout"
                stdout_logfile_maxbytes = 0
                stderr_logfile = "/dev/stderr"
                stderr_logfile_maxbytes = 0
                """),
        });
        await daemon.ReachesAsync("job", "EXITED");
        var ended = await daemon.StopAsync();

        Assert.Equal(Numbers(1, 1000), ended.Stdout);
        Assert.Equal("err\n", ended.Stderr);
    }

    [Fact]
    public async Task In_the_foreground_the_main_log_is_shown_too_unless_silent()
    {
        var shown = await StartAsync("");
        var ended = await shown.StopAsync();
        Assert.Equal(shown.MainLog, ended.Stdout);

        var silent = await StartAsync(new Setup { Daemon = "silent = true" });
        Assert.Equal("", (await silent.StopAsync()).Stdout);
    }

    [Fact]
    public async Task A_flood_of_one_program_delays_no_restart_of_another()
    {
        var daemon = await StartAsync("""
            [program-default]
            startsecs = 0

            [program.flood]
            command = ["yes"]
            stdout_logfile = "${here}/flood.log"
            stdout_logfile_maxbytes = "1MB"
            stdout_logfile_backups = 1

            [program.web]
            command = ["sleep", "1000"]
            autorestart = true
            """);
        await daemon.FileHasAsync("flood.log", "y\n");
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
            var killed = System.Diagnostics.Stopwatch.StartNew();
            RunningSupervisor.SendSignal(before, Signum.SIGKILL);
            await Eventually.IsTrueAsync(
                async () => (await daemon.Control.ProcessAsync("web")).Pid is var pid && pid != before && pid != 0, () => "it runs again");
            if (killed.Elapsed < fastest) fastest = killed.Elapsed;
        }

        Assert.True(fastest < TimeSpan.FromMilliseconds(500), $"the fastest restart took {fastest}");
        Assert.Equal("ok", await daemon.Control.OperateAsync("flood", "stop"));
    }

    [Fact]
    public async Task At_level_debug_the_output_is_copied_into_the_main_log()
    {
        var daemon = await StartAsync(new Setup { Daemon = "loglevel = \"debug\"", Programs = Job("""["echo", "hello there"]""", "") });
        await daemon.ReachesAsync("job", "EXITED");

        await daemon.LogsAsync("DEBG 'job' stdout output:\nhello there\n");
    }

    [Fact]
    public async Task A_descendant_that_holds_the_pipe_delays_no_report_of_an_exit()
    {
        var daemon = await StartAsync(new Setup
        {
            MayLeaveProcesses = true,
            Programs = Job("""["sh", "-c", "(sleep 1000) & echo leaving"]""", """stdout_logfile = "${here}/out.log" """),
        });
        await daemon.ReachesAsync("job", "EXITED", TimeSpan.FromSeconds(10));

        Assert.Equal("leaving\n", daemon.ReadShared("out.log"));
    }

    internal static string Job(string command, string settings) => $"""
        [program.job]
        command = {command}
        startsecs = 0
        autorestart = false
        {settings}
        """;

    internal static string Numbers(int from, int to)
    {
        var text = new StringBuilder();
        for (var number = from; number <= to; number++) text.Append(number).Append('\n');
        return text.ToString();
    }
}
