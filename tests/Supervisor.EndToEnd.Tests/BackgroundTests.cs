using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>supervisord without <c>-n</c>: what the command at the prompt says, and what the daemon is.</summary>
public sealed class BackgroundTests : EndToEndTest
{
    private const string Web = """
        [program.web]
        command = ["sh", "-c", "echo started >> started; exec sleep 1000"]
        directory = "${here}"
        startsecs = 0
        """;

    [Fact]
    public async Task The_command_ends_when_the_socket_answers_and_says_nothing()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web });

        Assert.Equal(daemon.Pid, (await daemon.Control.InfoAsync()).Pid);
        Assert.Equal($"{daemon.Pid}\n", await File.ReadAllTextAsync(daemon.PidPath, TestContext.Current.CancellationToken));
        Assert.Contains("daemonizing the supervisord process", daemon.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_a_daemon_in_every_respect()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup
        {
            Programs = Web,
            Wrapper = ["sh", "-c", "exec 5</etc/passwd 9>/dev/null; umask 0; exec \"$@\"", "sh"],
        });
        var (pid, session) = (daemon.Pid, ProcFs.SessionOf(daemon.Pid));

        Assert.NotEqual(pid, session);
        Assert.NotEqual(ProcFs.SessionOf(Environment.ProcessId), session);
        Assert.False(ProcFs.IsAlive(session!.Value), "the leader of its session is gone");
        Assert.NotEqual(pid, ProcFs.ProcessGroupOf(pid));
        Assert.Equal(0, daemon.Terminal);
        Assert.DoesNotContain(ProcFs.ParentOf(pid)!.Value, daemon.Processes());
        Assert.Equal("/", daemon.Directory);
        Assert.Equal(0b000_010_010, daemon.Umask);
        foreach (var signal in new[] { Signum.SIGTTIN, Signum.SIGTTOU, Signum.SIGTSTP }) Assert.True(daemon.Ignores(signal), $"{signal} is ignored");
        foreach (var signal in new[] { Signum.SIGTERM, Signum.SIGINT, Signum.SIGQUIT, Signum.SIGHUP, Signum.SIGUSR2 })
            Assert.True(daemon.Holds(signal), $"{signal} is taken in order");
        Assert.False(daemon.Ignores(Signum.SIGCHLD));
    }

    [Fact]
    public async Task It_has_no_descriptor_but_those_that_it_uses()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web, Wrapper = ["sh", "-c", "exec 5</etc/passwd 9</etc/group; exec \"$@\"", "sh"] });
        await Eventually.IsTrueAsync(async () => (await daemon.Control.ProcessAsync("web")).StateName == "RUNNING", () => "the program runs");
        var (keeper, brain) = (BackgroundSupervisor.DescriptorsOf(daemon.Pid), BackgroundSupervisor.DescriptorsOf(daemon.Brain));

        foreach (var number in new[] { 0, 1, 2 }) Assert.Equal(("/dev/null", "/dev/null"), (keeper[number], brain[number]));
        string[] files = [Folder["supervisord.log"], daemon.PidPath, (await daemon.Control.ProcessAsync("web")).StdoutLogFile];
        Assert.DoesNotContain(keeper, descriptor => descriptor.Key > 2 && !IsUsed(descriptor.Value));
        Assert.DoesNotContain(brain, descriptor => descriptor.Key > 2 && !IsUsed(descriptor.Value));

        // Of pipes each has stdin, stdout and stderr of the program, and none to the launching command.
        Assert.Equal(3, LonePipes(keeper));
        if (Binaries.AreReleased) Assert.Equal(3, LonePipes(brain));

        static int LonePipes(IReadOnlyDictionary<int, string> open) => open.Values
            .Where(target => target.StartsWith("pipe:", StringComparison.Ordinal))
            .GroupBy(target => target)
            .Count(ends => ends.Count() == 1);

        bool IsUsed(string target) =>
            target.StartsWith("anon_inode:", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal)
            || target.StartsWith("pipe:", StringComparison.Ordinal) || files.Contains(target)
            || target.StartsWith("/memfd:settings", StringComparison.Ordinal)
            || (target.StartsWith("/proc/", StringComparison.Ordinal) || target == Binaries.Supervisord)
            || target.StartsWith(Folder.Path + "/web-std", StringComparison.Ordinal) || IsOfTheRuntime(target);
    }

    [Theory]
    [InlineData("0<&-")]
    [InlineData("1>&- 2>&-")]
    [InlineData("0<&- 1>&- 2>&-")]
    public async Task Started_with_closed_streams_it_is_the_same_daemon(string closing)
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web, Wrapper = ["sh", "-c", $"exec \"$@\" {closing}", "sh"] });

        foreach (var number in new[] { 0, 1, 2 }) Assert.Equal("/dev/null", BackgroundSupervisor.DescriptorsOf(daemon.Pid)[number]);
        Assert.True((await daemon.Control.OperateAsync("web", "restart")) is "ok");
    }

    [Fact]
    public async Task As_the_leader_of_a_session_it_goes_to_the_background_too()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web, Wrapper = ["setsid", "-w"] });

        Assert.NotEqual(daemon.Pid, ProcFs.SessionOf(daemon.Pid));
        Assert.Equal(0, daemon.Terminal);
    }

    [Fact]
    public async Task As_a_child_of_process_1_it_goes_to_the_background_too()
    {
        NeedsRoot("a pid namespace");
        await using var daemon = new BackgroundSupervisor(Folder);
        const string script = """
            "$@" || exit 9
            read pid < supervisord.pid
            set -- $(cat /proc/$pid/stat)
            [ $1 != $6 ] || exit 8
            echo "parent $4"
            kill -TERM $pid
            while [ -e supervisord.pid ] || [ -e /proc/$pid/exe ]; do sleep 0.05; done
            """;
        var result = await daemon.LaunchAsync(new Setup
        {
            Programs = Web,
            Wrapper = ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script, "sh"],
        });

        Assert.SkipWhen(result.Stderr.Contains("unshare failed", StringComparison.Ordinal), result.Stderr);
        Assert.Equal(new CommandResult(0, "parent 1\n", ""), result);
        Assert.False(File.Exists(daemon.SocketPath));
    }

    [Fact]
    public async Task Sigterm_ends_it_in_order_and_removes_socket_and_pid_file()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web });
        await daemon.StopAsync();

        Assert.False(File.Exists(daemon.SocketPath));
        Assert.False(File.Exists(daemon.PidPath));
        Assert.Empty(daemon.Processes());
        Assert.Contains("received SIGTERM indicating exit request", daemon.MainLog, StringComparison.Ordinal);
        Assert.Contains("stopped: web (terminated by SIGTERM)", daemon.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_with_errors_is_told_at_the_prompt_and_leaves_nothing()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        var result = await daemon.LaunchAsync(new Setup { Programs = Web + "\nautorestrat = true" });

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.Contains("error: unknown key `autorestrat` in [program.web]; did you mean `autorestart`?", result.Stderr, StringComparison.Ordinal);
        AssertNothingIsLeft(daemon);
    }

    [Fact]
    public async Task A_socket_that_cannot_be_bound_is_told_at_the_prompt_and_leaves_nothing()
    {
        Folder.Write("supervisor.sock", "precious");
        await using var daemon = new BackgroundSupervisor(Folder);
        var result = await daemon.LaunchAsync(new Setup { Programs = Web });

        Assert.Equal((1, ""), (result.ExitCode, result.Stdout));
        Assert.Contains(daemon.SocketPath, result.Stderr, StringComparison.Ordinal);
        Assert.Single(result.Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        AssertNothingIsLeft(daemon, "supervisor.sock");
    }

    [Fact]
    public async Task A_second_one_is_refused_with_the_pid_of_the_first_which_runs_on()
    {
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web });
        var pid = daemon.Pid;
        var second = await daemon.LaunchAsync(new Setup { Programs = Web });

        Assert.Equal((1, ""), (second.ExitCode, second.Stdout));
        Assert.Equal($"supervisord: another supervisord (pid {pid}) listens on {daemon.SocketPath}; nothing was started\n", second.Stderr);
        Assert.Equal(pid, daemon.Pid);
        Assert.Equal(pid, (await daemon.Control.InfoAsync()).Pid);
    }

    [Fact]
    public async Task As_another_user_it_has_only_his_rights_and_its_files_are_his()
    {
        NeedsRoot("another user");
        await PlainUser.NeedsReadableBinariesAsync();
        PlainUser.Own(Folder.Path);
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Programs = Web, Options = ["-u", "nobody"] });
        var ids = (await Command.RunAsync("sh", "-c", "id -u nobody; id -g nobody")).Stdout.Split('\n');
        await Eventually.IsTrueAsync(() => File.Exists(Folder["started"]), "the program runs");

        Assert.Equal((ids[0], ids[1]), (daemon.UserId, daemon.GroupId));
        Assert.Contains($"Set uid to user {ids[0]} succeeded", daemon.MainLog, StringComparison.Ordinal);
        foreach (var file in new[] { daemon.SocketPath, daemon.PidPath, Folder["supervisord.log"], Folder["started"] })
            Assert.Equal("nobody\n", (await Command.RunAsync("stat", "-c", "%U", file)).Stdout);
        await daemon.StopAsync();
        Assert.False(File.Exists(daemon.SocketPath));
        Assert.False(File.Exists(daemon.PidPath));
    }

    [Theory]
    [InlineData(false, "root", "Can't drop privilege as nonroot user")]
    [InlineData(true, "no-such-user", "no-such-user")]
    public async Task A_user_that_cannot_be_taken_on_is_told_at_the_prompt(bool asRoot, string user, string reason)
    {
        NeedsRoot("another user");
        await PlainUser.NeedsReadableBinariesAsync();
        PlainUser.Own(Folder.Path);
        await using var daemon = new BackgroundSupervisor(Folder);
        var setup = new Setup { Programs = Web, Options = ["-u", user] };
        var result = await daemon.LaunchAsync(asRoot ? setup : PlainUser.AsNobody(setup, Folder));

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.Contains(reason, result.Stderr, StringComparison.Ordinal);
        AssertNothingIsLeft(daemon);
    }

    [Fact]
    public async Task Directory_and_umask_are_as_given_and_reach_the_programs()
    {
        Directory.CreateDirectory(Folder["place"]);
        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup
        {
            Programs = """
                [program.print]
                command = ["sh", "-c", "pwd; umask"]
                startsecs = 0
                autorestart = false
                stdout_logfile = "${here}/print.log"
                """,
            Options = ["-d", Folder["place"], "-m", "027"],
        });
        await Eventually.IsTrueAsync(async () => (await daemon.Control.ProcessAsync("print")).StateName == "EXITED", () => "the program ends");

        Assert.Equal((Folder["place"], "27"), (daemon.Directory, Convert.ToString(daemon.Umask, 8)));
        Assert.Equal($"{Folder["place"]}\n0027\n", await File.ReadAllTextAsync(Folder["print.log"], TestContext.Current.CancellationToken));
        Assert.Contains($"set current directory: '{Folder["place"]}'", daemon.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_entered_is_told_at_the_prompt()
    {
        Folder.Write("file", "");
        await using var daemon = new BackgroundSupervisor(Folder);
        var result = await daemon.LaunchAsync(new Setup { Programs = Web, Options = ["-d", Folder["file"]] });

        Assert.Contains(Folder["file"], result.Stderr, StringComparison.Ordinal);
        Assert.NotEqual(0, result.ExitCode);
        AssertNothingIsLeft(daemon, "file");
    }

    // Where the runtime is not compiled in, it has copies of 0 to 2 and files of its own open.
    private static bool IsOfTheRuntime(string target) =>
        target == "/dev/urandom"
        || (!Binaries.AreReleased && (target.EndsWith(".dll", StringComparison.Ordinal) || target is "/dev/null" or "/memfd:doublemapper (deleted)" or "/memfd:doublemapper"));

    private void AssertNothingIsLeft(BackgroundSupervisor daemon, params string[] known)
    {
        Assert.Empty(daemon.Processes());
        Assert.Equal(known.Append("supervisord.toml").Order(), Directory.GetFileSystemEntries(Folder.Path).Select(Path.GetFileName).Order());
    }
}
