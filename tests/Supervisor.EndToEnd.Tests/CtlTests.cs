using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>supervisorctl against a live daemon: what it prints and how it exits.</summary>
public sealed class CtlTests : EndToEndTest
{
    private const string Programs = """
        [program-default]
        command = ["sleep", "1000"]
        startsecs = 0

        [program.web]

        [program.idle]
        autostart = false

        [program.worker]
        numprocs = 2
        """;

    [Fact]
    public async Task Status_shows_names_states_and_descriptions_in_columns()
    {
        var daemon = await StartAsync(Programs);
        var web = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        await daemon.ReachesAsync("worker:worker_00", "RUNNING");
        var last = (await daemon.ReachesAsync("worker:worker_01", "RUNNING")).Pid;
        var all = await daemon.Ctl("status");

        Assert.Equal((3, ""), (all.ExitCode, all.Stderr));
        var lines = all.Stdout.Split('\n');
        Assert.Equal("idle                             STOPPED   Not started", lines[0]);
        Assert.Matches($"^web                              RUNNING   pid {web}, uptime 0:00:\\d\\d$", lines[1]);
        Assert.Matches("^worker:worker_00                 RUNNING   pid [0-9]+, uptime 0:00:\\d\\d$", lines[2]);
        Assert.Matches($"^worker:worker_01                 RUNNING   pid {last}, uptime 0:00:\\d\\d$", lines[3]);
        Assert.Equal([""], lines[4..]);
        Assert.Equal(0, (await daemon.Ctl("status", "web")).ExitCode);
        Assert.Equal(0, (await daemon.Ctl("status", "worker:*")).ExitCode);
        Assert.Equal(3, (await daemon.Ctl("status", "web", "idle")).ExitCode);
        Assert.Equal(new CommandResult(4, "zz: ERROR (no such process)\n", ""), await daemon.Ctl("status", "zz"));
        Assert.Equal(new CommandResult(4, "zz: ERROR (no such group)\n", ""), await daemon.Ctl("status", "zz:*"));
    }

    [Fact]
    public async Task Start_stop_and_restart_say_what_became_of_each_process()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        await daemon.ReachesAsync("worker:worker_01", "RUNNING");

        Assert.Equal(new CommandResult(0, "web: ERROR (already started)\n", ""), await daemon.Ctl("start", "web"));
        Assert.Equal(new CommandResult(0, "idle: started\n", ""), await daemon.Ctl("start", "idle"));
        Assert.Equal(new CommandResult(0, "idle: stopped\n", ""), await daemon.Ctl("stop", "idle"));
        Assert.Equal(new CommandResult(0, "idle: ERROR (not running)\n", ""), await daemon.Ctl("stop", "idle"));
        Assert.Equal(new CommandResult(0, "web: stopped\nweb: started\n", ""), await daemon.Ctl("restart", "web"));
        Assert.Equal(new CommandResult(1, "zz: ERROR (no such process)\n", ""), await daemon.Ctl("start", "zz"));
        Assert.Equal(new CommandResult(2, "zz: ERROR (no such group)\n", ""), await daemon.Ctl("start", "zz:*"));
        Assert.Equal(new CommandResult(1, "zz: ERROR (no such process)\n", ""), await daemon.Ctl("stop", "zz"));

        var stopped = await daemon.Ctl("stop", "worker:*");
        Assert.Equal((0, "worker:worker_00: stopped\nworker:worker_01: stopped\n"), (stopped.ExitCode, Sorted(stopped.Stdout)));
        var started = await daemon.Ctl("start", "all");
        Assert.Equal((0, "idle: started\nworker:worker_00: started\nworker:worker_01: started\n"), (started.ExitCode, Sorted(started.Stdout)));
        var all = await daemon.Ctl("stop", "all");
        Assert.Equal(
            (0, "idle: stopped\nweb: stopped\nworker:worker_00: stopped\nworker:worker_01: stopped\n"), (all.ExitCode, Sorted(all.Stdout)));

        static string Sorted(string lines) => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(line => line + "\n"));
    }

    [Fact]
    public async Task Start_of_a_program_that_fails_says_so()
    {
        var daemon = await StartAsync("""
            [program.bad]
            command = ["false"]
            autostart = false

            [program.job]
            command = ["true"]
            autostart = false
            autorestart = false
            startsecs = 0
            """);

        Assert.Equal(new CommandResult(7, "bad: ERROR (spawn error)\n", ""), await daemon.Ctl("start", "bad"));
        Assert.Equal(new CommandResult(0, "job: started\n", ""), await daemon.Ctl("start", "job"));
    }

    [Theory]
    [InlineData(2, "Error: start requires a process name\n", "start")]
    [InlineData(1, "Error: stop requires a process name\n", "stop")]
    [InlineData(1, "Error: restart requires a process name\n", "restart")]
    [InlineData(1, "Error: reread accepts no arguments\n", "reread", "x")]
    [InlineData(1, "*** Unknown syntax: frobnicate now\n", "frobnicate", "now")]
    public async Task Wrong_words_are_explained(int exitCode, string begins, params string[] words)
    {
        var daemon = await StartAsync("");
        var result = await daemon.Ctl(words);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Stderr));
        Assert.StartsWith(begins, result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_sends_a_signal_by_name_and_number()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sh", "-c", "trap 'echo hup' HUP; trap 'echo usr1' USR1; echo ready; while :; do sleep 0.02; done"]
            startsecs = 0
            stdout_logfile = "${here}/web.log"

            [program.idle]
            command = ["sleep", "1000"]
            autostart = false
            """);
        await daemon.FileHasAsync("web.log", "ready\n");

        Assert.Equal(new CommandResult(0, "web: signalled\n", ""), await daemon.Ctl("signal", "HUP", "web"));
        await daemon.FileHasAsync("web.log", "hup\n");
        Assert.Equal(new CommandResult(0, "web: signalled\n", ""), await daemon.Ctl("signal SIGUSR1", "web"));
        await daemon.FileHasAsync("web.log", "usr1\n");
        Assert.Equal(new CommandResult(0, "web: signalled\n", ""), await daemon.Ctl("signal", "1", "all"));
        await daemon.FileHasAsync("web.log", "hup\n", times: 2);
        Assert.Equal(new CommandResult(1, "web: ERROR (bad signal name)\n", ""), await daemon.Ctl("signal", "NOPE", "web"));
        Assert.Equal(new CommandResult(7, "idle: ERROR (not running)\n", ""), await daemon.Ctl("signal", "HUP", "idle"));
        Assert.Equal(new CommandResult(1, "zz: ERROR (no such process)\n", ""), await daemon.Ctl("signal", "HUP", "zz"));
    }

    [Fact]
    public async Task Pid_prints_pids()
    {
        var daemon = await StartAsync(Programs);
        var web = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        await daemon.ReachesAsync("worker:worker_01", "RUNNING");

        Assert.Equal(new CommandResult(0, $"{daemon.Pid}\n", ""), await daemon.Ctl("pid"));
        Assert.Equal(new CommandResult(0, $"{web}\n", ""), await daemon.Ctl("pid", "web"));
        Assert.Equal(new CommandResult(7, "0\n", ""), await daemon.Ctl("pid", "idle"));
        Assert.Equal(new CommandResult(1, "No such process zz\n", ""), await daemon.Ctl("pid", "zz"));
        var all = (await daemon.Ctl("pid", "all")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            (await daemon.Control.ProcessesAsync()).Select(process => process.Pid.ToString(CultureInfo.InvariantCulture)), all);
    }

    [Fact]
    public async Task Avail_lists_what_is_configured()
    {
        var daemon = await StartAsync(Programs + "\n[program.low]\npriority = 5\n[group.g]\nprograms = [\"low\"]\npriority = 7\n");

        Assert.Equal(
            new CommandResult(
                0,
                """
                idle                             in use    manual    999:999
                g:low                            in use    auto      7:5
                web                              in use    auto      999:999
                worker:worker_00                 in use    auto      999:999
                worker:worker_01                 in use    auto      999:999

                """,
                ""),
            await daemon.Ctl("avail"));
    }

    [Fact]
    public async Task Shutdown_stops_the_daemon()
    {
        var daemon = await StartAsync(Programs);
        Assert.Equal(new CommandResult(0, "Shut down\n", ""), await daemon.Ctl("shutdown"));

        Assert.Equal(0, (await daemon.EndsAsync()).ExitCode);
        Assert.False(File.Exists(daemon.SocketPath));
        Assert.Equal(new CommandResult(4, $"unix://{daemon.SocketPath} no such file\n", ""), await daemon.Ctl("status"));
        Assert.Equal(new CommandResult(7, $"unix://{daemon.SocketPath} no such file\n", ""), await daemon.Ctl("start", "web"));
        Assert.Equal(
            new CommandResult(1, $"ERROR: unix://{daemon.SocketPath} no such file (already shut down?)\n", ""), await daemon.Ctl("shutdown"));
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_refuses()
    {
        var config = Folder.Write("supervisord.toml", "[supervisord]\n[unix_http_server]\nfile = \"${here}/dead.sock\"\n");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Folder["real.sock"]));
            dead.Listen();

            // Under another name the dispose does not remove it, as a killed daemon would not.
            File.Move(Folder["real.sock"], Folder["dead.sock"]);
        }

        var url = $"unix://{Folder["dead.sock"]}";
        Assert.Equal(new CommandResult(4, $"{url} refused connection\n", ""), await Command.RunAsync(Binaries.Supervisorctl, "-c", config, "status"));
        Assert.Equal(new CommandResult(4, $"{url} refused connection\n", ""), await Command.RunAsync(Binaries.Supervisorctl, "-c", config, "pid"));
        Assert.Equal(
            new CommandResult(1, $"ERROR: {url} refused connection (already shut down?)\n", ""),
            await Command.RunAsync(Binaries.Supervisorctl, "-c", config, "shutdown"));
    }

    [Fact]
    public async Task Version_and_help_are_printed()
    {
        var daemon = await StartAsync("");
        var version = await daemon.Ctl("version");

        Assert.Equal((await daemon.Control.InfoAsync()).Version + "\n", version.Stdout);
        Assert.Equal(
            """

            default commands (type help <topic>):
            =====================================
            add    exit         maintail  quit    reread    signal  stop    upgrade
            avail  fg           open      reload  restart   start   tail    version
            clear  healthcheck  pid       remove  shutdown  status  update


            """,
            (await daemon.Ctl("help")).Stdout);
        Assert.Equal("*** No help on zz\n", (await daemon.Ctl("help", "zz")).Stdout);
    }

    [Fact]
    public async Task The_shell_shows_the_status_and_runs_one_line_after_the_other()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        var shell = await daemon.CtlWithInput("stop web\n\nnonsense\nstatus web\nquit\n");

        Assert.Equal((0, ""), (shell.ExitCode, shell.Stderr));
        Assert.Matches(
            "(?s)^idle +STOPPED   Not started\nweb +RUNNING .*web: stopped\n.*\\*\\*\\* Unknown syntax: nonsense\n.*web +STOPPED ", shell.Stdout);
    }

    [Fact]
    public async Task Json_prints_what_programs_can_read()
    {
        var daemon = await StartAsync(Programs);
        var web = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        var status = await daemon.Ctl("--json", "status", "web");
        var process = Assert.Single(JsonDocument.Parse(status.Stdout).RootElement.EnumerateArray());

        Assert.Equal(("web", "web", "RUNNING", web), (
            process.GetProperty("group").GetString(), process.GetProperty("name").GetString(),
            process.GetProperty("statename").GetString(), process.GetProperty("pid").GetInt32()));
        var stop = JsonDocument.Parse((await daemon.Ctl("--json", "stop", "web")).Stdout).RootElement;
        Assert.Equal("ok", Assert.Single(stop.GetProperty("results").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(daemon.Pid, JsonDocument.Parse((await daemon.Ctl("pid", "--json")).Stdout).RootElement.GetProperty("pid").GetInt32());
        Assert.Equal(
            4, JsonDocument.Parse((await daemon.Ctl("--json", "avail")).Stdout).RootElement.GetArrayLength());
        daemon.Rewrite("[program.new]\ncommand = \"sleep 1\"\n");
        var changes = JsonDocument.Parse((await daemon.Ctl("--json", "reread")).Stdout).RootElement.GetProperty("changes");
        Assert.Equal(4, changes.GetArrayLength());
        Assert.Contains("supervisord started", JsonDocument.Parse((await daemon.Ctl("--json", "maintail", "-100000")).Stdout).RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fg_shows_the_output_and_forwards_what_is_typed()
    {
        var daemon = await StartAsync("""
            [program.echo]
            command = ["sh", "-c", "while read line; do echo got $line; done; echo bye"]
            startsecs = 0
            autorestart = false
            stdout_logfile = "${here}/echo.log"
            """);
        await daemon.ReachesAsync("echo", "RUNNING");
        var fg = await daemon.CtlWithInput("hello\n", "fg", "echo");

        Assert.Equal(0, fg.ExitCode);
        Assert.StartsWith("==> Press Ctrl-C to exit <==\n", fg.Stdout, StringComparison.Ordinal);
        await daemon.FileHasAsync("echo.log", "got hello\n");
        Assert.Equal(new CommandResult(1, "ERROR: bad process name supplied\n", ""), await daemon.Ctl("fg", "zz"));
    }

    [Fact]
    public async Task The_url_of_the_command_line_wins()
    {
        var daemon = await StartAsync(Programs);
        using var elsewhere = new TemporaryFolder();
        var result = await Command.RunAsync([Binaries.Supervisorctl, "-s", $"unix://{daemon.SocketPath}", "pid"], "", directory: elsewhere.Path);

        Assert.Equal(new CommandResult(0, $"{daemon.Pid}\n", ""), result);
    }
}
