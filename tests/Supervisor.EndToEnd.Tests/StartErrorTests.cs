using System.Net.Sockets;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>What keeps a daemon from starting: one message, the right exit status, and nothing is left behind or disturbed.</summary>
public sealed class StartErrorTests : EndToEndTest
{
    private const string Web = """
        [program.web]
        command = ["sh", "-c", "echo started >> started; exec sleep 1000"]
        directory = "${here}"
        startsecs = 0
        """;

    [Fact]
    public async Task A_socket_that_a_live_daemon_listens_on_is_refused()
    {
        var first = await StartAsync(Web);
        await first.FileHasAsync("started", "started\n");
        var before = await first.ReachesAsync("web", "RUNNING");
        var second = await StartInVainAsync(new Setup { Config = Config("second.pid", "supervisor.sock") });

        Assert.Equal((1, ""), (second.ExitCode, second.Stdout));
        Assert.Equal($"supervisord: another supervisord (pid {first.Pid}) listens on {first.SocketPath}; nothing was started\n", second.Stderr);
        var after = await first.Control.ProcessAsync("web");
        Assert.Equal((before.Pid, before.StdoutLogFile), (after.Pid, after.StdoutLogFile));
        Assert.True(File.Exists(after.StdoutLogFile));
        Assert.False(File.Exists(Folder["second.pid"]));
        Assert.Equal("started\n", first.ReadShared("started"));
        Assert.Equal(0, (await first.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_pid_file_that_a_live_daemon_holds_is_refused()
    {
        var first = await StartAsync(Web);
        await first.FileHasAsync("started", "started\n");
        var second = await StartInVainAsync(new Setup { Config = Config("supervisord.pid", "second.sock") });

        Assert.Equal((1, ""), (second.ExitCode, second.Stdout));
        Assert.Contains($"{first.PidPath}: process {first.Pid} holds it", second.Stderr, StringComparison.Ordinal);
        Assert.Equal($"{first.Pid}\n", first.ReadShared("supervisord.pid"));
        Assert.False(File.Exists(Folder["second.sock"]));
        Assert.Equal("started\n", first.ReadShared("started"));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    [InlineData("[::1]")]
    public async Task A_port_that_a_live_daemon_listens_on_is_refused(string host)
    {
        Assert.SkipUnless(host != "[::1]" || Socket.OSSupportsIPv6, "needs IPv6");
        var port = FreePort.Next();
        var server = $"\n[inet_http_server]\nport = \"{host}:{port}\"\n";
        var first = await StartAsync(new Setup { Config = Config("supervisord.pid", "supervisor.sock") + server });
        await first.FileHasAsync("started", "started\n");
        var second = await StartInVainAsync(new Setup { Config = Config("second.pid", "second.sock") + server });

        Assert.Equal((1, ""), (second.ExitCode, second.Stdout));
        Assert.Contains($"cannot listen on {host}:{port}: address already in use", second.Stderr, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder["second.pid"]) || File.Exists(Folder["second.sock"]));
        Assert.Equal("started\n", first.ReadShared("started"));
    }

    [Fact]
    public async Task What_a_killed_daemon_left_is_taken_over()
    {
        Folder.Write("supervisord.pid", "1\n");
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Disposing a listener leaves its name behind, as a killed daemon does.
            stale.Bind(new UnixDomainSocketEndPoint(Folder["stale.sock"]));
            stale.Listen();
            File.CreateSymbolicLink(Folder["supervisor.sock"], Folder["nowhere"]);
            File.Delete(Folder["supervisor.sock"]);
            File.Move(Folder["stale.sock"], Folder["supervisor.sock"]);
        }

        Assert.True(File.Exists(Folder["supervisor.sock"]));
        var daemon = await StartAsync(Web);
        await daemon.ReachesAsync("web", "RUNNING");
        Assert.Equal($"{daemon.Pid}\n", daemon.ReadShared("supervisord.pid"));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_socket_is_left_alone()
    {
        Folder.Write("supervisor.sock", "precious");
        var result = await StartInVainAsync(new Setup { Programs = Web });

        Assert.Equal((1, ""), (result.ExitCode, result.Stdout));
        Assert.Contains($"cannot open control socket {Folder["supervisor.sock"]}", result.Stderr, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Folder["supervisor.sock"], TestContext.Current.CancellationToken));
        AssertNothingIsLeft("supervisor.sock");
    }

    [Theory]
    [InlineData("logfile", "open/../closed/log", "log")]
    [InlineData("pidfile", "closed/pid", "pid")]
    [InlineData("socket", "closed/sock", "control socket")]
    public async Task A_folder_that_may_not_be_written_is_said_with_the_path(string what, string path, string named)
    {
        NeedsRoot("a daemon of another user");
        await PlainUser.NeedsReadableBinariesAsync();
        Directory.CreateDirectory(Folder["open"]);
        Directory.CreateDirectory(Folder["closed"]);
        PlainUser.Own(Folder.Path);
        PlainUser.Own(Folder["open"]);
        var config = Config(
            what == "pidfile" ? path : "open/pid", what == "socket" ? path : "open/sock", what == "logfile" ? path : "open/log");
        var result = await StartInVainAsync(PlainUser.AsNobody(new Setup { Config = config }, Folder));

        Assert.Equal((1, ""), (result.ExitCode, result.Stdout));
        Assert.Single(result.Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, result.Stderr, StringComparison.Ordinal);
        Assert.Contains(Path.GetFullPath(Folder[path]), result.Stderr, StringComparison.Ordinal);
        Assert.Contains("ermission denied", result.Stderr, StringComparison.Ordinal);
        AssertNothingIsLeft("open", "closed");
        Assert.Empty(Directory.GetFileSystemEntries(Folder["closed"]));
        Assert.DoesNotContain(Directory.GetFiles(Folder["open"]), file => !file.EndsWith("log", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pidfile", "cannot open pid file", "Permission denied", "pidfile")]
    [InlineData("socket", "cannot open control socket", "permission denied", "file in [unix_http_server]")]
    public async Task What_belongs_to_somebody_else_is_said_with_the_remedy(string what, string opening, string reason, string setting)
    {
        NeedsRoot("a daemon of another user");
        await PlainUser.NeedsReadableBinariesAsync();
        PlainUser.Own(Folder.Path);
        Directory.CreateDirectory(Folder["theirs"]);
        var path = Folder["theirs/x"];
        var config = Config(what == "pidfile" ? "theirs/x" : "pid", what == "socket" ? "theirs/x" : "sock", "log");

        var folder = await StartInVainAsync(PlainUser.AsNobody(new Setup { Config = config }, Folder));
        Assert.Equal(1, folder.ExitCode);
        Assert.Equal(
            $"supervisord: {opening} {path}: {reason}; uid 65534 may not make files in {Folder["theirs"]}, which belongs to uid 0: "
                + $"set {setting} to another place, or start as root; nothing was started\n",
            folder.Stderr);

        // As in /tmp: others may make files there, and replace none that is not theirs.
        File.SetUnixFileMode(Folder["theirs"], (UnixFileMode)0b001_111_111_111);
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Disposing it removes the name that it was bound to.
            if (what == "socket") stale.Bind(new UnixDomainSocketEndPoint(Folder["theirs/new"]));
            else File.WriteAllText(Folder["theirs/new"], "");
            File.Move(Folder["theirs/new"], path);
        }

        var file = await StartInVainAsync(PlainUser.AsNobody(new Setup { Config = config }, Folder));
        Assert.Equal(1, file.ExitCode);
        Assert.Equal(
            $"supervisord: {opening} {path}: {reason}; what is there belongs to uid 0: remove it, give it to uid 65534, or set {setting} to another place; nothing was started\n",
            file.Stderr);
    }

    [Theory]
    [InlineData("pidfile", "pidfile")]
    [InlineData("socket", "file in [unix_http_server]")]
    [InlineData("logfile", "logfile")]
    public async Task A_file_system_that_is_read_only_is_said_with_the_remedy(string what, string setting)
    {
        NeedsRoot("a file system of its own");
        Directory.CreateDirectory(Folder["run"]);
        var config = Config(what == "pidfile" ? "run/x" : "pid", what == "socket" ? "run/x" : "sock", what == "logfile" ? "run/x" : "log");
        string[] readOnly = ["unshare", "--mount", "/bin/sh", "-c", "mount -t tmpfs -o ro none \"$0\" && exec \"$@\"", Folder["run"]];

        var result = await StartInVainAsync(new Setup { Config = config, Wrapper = readOnly });

        Assert.SkipWhen(result.Stderr.Contains("unshare", StringComparison.Ordinal), result.Stderr);
        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith(
            $"{Folder["run/x"]}: Read-only file system; {Folder["run"]} is mounted read-only: mount a tmpfs there, or set {setting} to a place that can be written; nothing was started\n",
            result.Stderr,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_manager_that_is_not_there_is_named_and_harms_nothing()
    {
        var setup = new Setup { Programs = Web, Environment = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = Folder["nobody"] } };
        var daemon = await StartAsync(setup);
        await daemon.ReachesAsync("web", "RUNNING");

        await daemon.LogsAsync($"no service manager takes messages at {Folder["nobody"]}, which NOTIFY_SOCKET names (No such file or directory): start supervisord by systemd, or unset that variable");
        Assert.Equal(0, (await daemon.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_mistake_of_the_config()
    {
        var result = await StartInVainAsync(new Setup { Config = Config("none/pid", "sock") });

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The directory named as part of the path none/pid does not exist", result.Stderr, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_limit_that_cannot_be_reached_is_said()
    {
        NeedsRoot("a daemon of another user");
        await PlainUser.NeedsReadableBinariesAsync();
        PlainUser.Own(Folder.Path);
        var result = await StartInVainAsync(PlainUser.AsNobody(
            new Setup
            {
                Wrapper = ["sh", "-c", "ulimit -n 500; exec \"$@\"", "sh"],
                Daemon = "minfds = 1000",
                Programs = Web,
            },
            Folder));

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.Contains("minfds", result.Stderr, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task The_socket_has_the_configured_mode_and_owner()
    {
        NeedsRoot("another owner");
        var daemon = await StartAsync(new Setup
        {
            Config = """
                [supervisord]
                logfile = "supervisord.log"
                pidfile = "supervisord.pid"
                childlogdir = "."

                [unix_http_server]
                file = "supervisor.sock"
                chmod = "0770"
                chown = "nobody"
                """,
        });
        var seen = await Command.RunAsync("stat", "-c", "%a %U", daemon.SocketPath);

        Assert.Equal("770 nobody\n", seen.Stdout);
    }

    [Fact]
    public async Task Without_a_server_section_the_programs_run_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("supervisord.toml", """
            [supervisord]
            logfile = "supervisord.log"
            pidfile = "supervisord.pid"
            childlogdir = "."

            [program.web]
            command = ["sh", "-c", "kill -TERM $PPID; exec sleep 1000"]
            startsecs = 0
            """);
        var result = await Command.RunAsync([Binaries.Supervisord, "-n", "-c", config], "", directory: folder.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Stderr));
        Assert.Contains("spawned: 'web'", result.Stdout, StringComparison.Ordinal);
    }

    private static string Config(string pidFile, string socket, string logFile = "supervisord.log") => $"""
        [supervisord]
        logfile = "{logFile}"
        pidfile = "{pidFile}"
        childlogdir = "."

        [unix_http_server]
        file = "{socket}"

        {Web}
        """;

    private void AssertNothingIsLeft(params string[] known) => Assert.Equal(
        known.Append("supervisord.toml").Order(), Directory.GetFileSystemEntries(Folder.Path).Select(Path.GetFileName).Order());
}
