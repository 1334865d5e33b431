using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Signals to the daemon.</summary>
public sealed class SignalTests : EndToEndTest
{
    private const string Web = """
        [program.web]
        command = ["sh", "-c", "echo ${WORD:-first}; exec sleep 1000"]
        startsecs = 0
        stdout_logfile = "${here}/web.log"
        """;

    [Theory]
    [InlineData(Signum.SIGTERM)]
    [InlineData(Signum.SIGINT)]
    [InlineData(Signum.SIGQUIT)]
    public async Task An_exit_signal_stops_everything_in_order(Signum signal)
    {
        var daemon = await StartAsync(Web);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        Assert.Equal($"{daemon.Pid}\n", daemon.ReadShared("supervisord.pid"));
        daemon.Signal(signal);
        var ended = await daemon.EndsAsync();

        Assert.Equal((0, ""), (ended.ExitCode, ended.Stderr));
        Assert.False(ProcFs.IsAlive(pid));
        Assert.False(File.Exists(daemon.SocketPath));
        Assert.False(File.Exists(daemon.PidPath));
        Assert.Equal(
            [$"WARN received {signal} indicating exit request", "WARN stopped: web (terminated by SIGTERM)"],
            daemon.MainLogLines().Where(line => !line.StartsWith("INFO waiting for ", StringComparison.Ordinal)).TakeLast(2));
    }

    [Fact]
    public async Task A_shutdown_waits_for_a_program_that_takes_its_time_and_answers_meanwhile()
    {
        var daemon = await StartAsync("""
            [program.slow]
            command = ["sh", "-c", "trap 'while ! test -e go; do sleep 0.02; done; exit 0' TERM; echo ready; while :; do sleep 0.02; done"]
            directory = "${here}"
            startsecs = 0
            stopwaitsecs = 600
            stdout_logfile = "${here}/slow.log"

            [program.job]
            command = ["sleep", "1000"]
            autostart = false
            """);
        await daemon.FileHasAsync("slow.log", "ready\n");
        daemon.Signal(Signum.SIGTERM);
        await daemon.ReachesAsync("slow", "STOPPING");

        Assert.Equal("SHUTDOWN", (await daemon.Control.InfoAsync()).StateName);
        Assert.Equal("shutting_down", await daemon.Control.OperateAsync("job", "start"));
        daemon.Signal(Signum.SIGTERM);
        daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("WARN ignored SIGHUP indicating restart request (shutdown in progress)");
        Folder.Write("go", "");
        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
    }

    [Fact]
    public async Task HUP_restarts_everything_with_the_config_on_disk_in_the_same_process()
    {
        var daemon = await StartAsync(Web);
        await daemon.FileHasAsync("web.log", "first\n");
        var before = (await daemon.Control.ProcessAsync("web")).Pid;
        daemon.Rewrite(Web.Replace("first", "second", StringComparison.Ordinal) + """


            [program.added]
            command = ["sleep", "1000"]
            startsecs = 0
            """);
        daemon.Signal(Signum.SIGHUP);
        await daemon.FileHasAsync("web.log", "first\nsecond\n");

        await Eventually.IsTrueAsync(
            async () => (await daemon.Control.ProcessesAsync()).Count(process => process.StateName == "RUNNING") == 2, () => "both run");
        Assert.False(ProcFs.IsAlive(before));
        Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);
        var lines = daemon.MainLogLines();
        Assert.Contains("WARN received SIGHUP indicating restart request", lines);
        Assert.Equal(2, lines.Count(line => line == $"INFO supervisord started with pid {daemon.Pid}"));
    }

    [Fact]
    public async Task HUP_with_a_broken_config_changes_nothing()
    {
        var daemon = await StartAsync(Web);
        var before = await daemon.ReachesAsync("web", "RUNNING");
        daemon.Rewrite(Web + "\nautorestrat = true\nstartsecs = \"soon\"\n");
        daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("the config has errors; everything goes on as it was");

        Assert.Contains(daemon.MainLogLines(), line => line.StartsWith("ERRO ", StringComparison.Ordinal) && line.Contains("`autorestrat`", StringComparison.Ordinal));
        var after = await daemon.Control.ProcessAsync("web");
        Assert.Equal((before.Pid, "RUNNING"), (after.Pid, after.StateName));

        daemon.Rewrite(Web);
        daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("spawned: 'web'", times: 2);
    }

    [Fact]
    public async Task HUP_moves_the_daemon_to_another_socket_and_log()
    {
        var daemon = await StartAsync(Web);
        daemon.Rewrite(new Setup
        {
            Config = """
                [supervisord]
                logfile = "other.log"
                pidfile = "supervisord.pid"
                childlogdir = "."

                [unix_http_server]
                file = "other.sock"

                """ + Web,
        });
        daemon.Signal(Signum.SIGHUP);
        using var other = new ControlApi(Folder["other.sock"]);
        await Eventually.IsTrueAsync(() => File.Exists(other.SocketPath), "the other socket");

        await Eventually.IsTrueAsync(async () => (await other.ProcessAsync("web")).StateName == "RUNNING", () => "it runs");
        await daemon.FileHasAsync("other.log", "spawned: 'web'");
        await Eventually.IsTrueAsync(() => !File.Exists(daemon.SocketPath), "the old socket is gone");
    }
}
