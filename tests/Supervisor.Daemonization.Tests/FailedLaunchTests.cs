using System.Diagnostics;
using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

/// <summary>A daemon that does not get ready: the command fails, says why, and nothing is left behind.</summary>
public sealed class FailedLaunchTests : IDisposable
{
    private readonly Launch _launch = new();

    [Fact]
    public async Task A_daemon_that_gives_up_has_its_words_printed_and_its_status_returned()
    {
        var outcome = _launch.Run("open", "report", "fail=7:cannot bind /run/x: Address already in use");

        Assert.Equal((7, "", "cannot bind /run/x: Address already in use\n"), (outcome.ExitCode, outcome.Output, outcome.Error));
        await NothingIsLeft();
    }

    [Fact]
    public void A_long_story_is_printed_whole()
    {
        var story = string.Join('\n', Enumerable.Range(0, 20_000));

        // Too long for an argument list together with the environment of some machines, but not for this.
        var outcome = _launch.Run("open", "fail=2:" + story);

        Assert.Equal((2, story + "\n"), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("exit=5", 5, "exited with status 5 before it was ready")]
    [InlineData("exit=0", 1, "exited with status 0 before it was ready")]
    [InlineData("kill=KILL", 137, "was killed by SIGKILL before it was ready")]
    [InlineData("kill=USR2", 140, "was killed by SIGUSR2 before it was ready")]
    public async Task A_daemon_that_ends_before_it_is_ready_is_told_of_with_the_way_it_ended(string step, int status, string words)
    {
        var outcome = _launch.Run("open", "report", step);

        Assert.Equal(status, outcome.ExitCode);
        Assert.StartsWith($"cannot start the daemon: process {_launch.Reported("pid")} {words}", outcome.Error, StringComparison.Ordinal);
        await NothingIsLeft();
    }

    [Fact]
    public async Task The_trace_of_a_crash_is_seen_at_the_prompt()
    {
        var outcome = _launch.Run("open", "report", "throw=something is wrong");

        Assert.Equal(134, outcome.ExitCode);
        Assert.Contains("something is wrong", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("was killed by SIGABRT", outcome.Error, StringComparison.Ordinal);
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_daemon_that_is_not_ready_in_time_is_ended()
    {
        var outcome = _launch.Run("timeout=400", "pidfile={folder}/pid", "open", "report", "wait");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("cannot start the daemon: it was not ready within 0.4 s; it was ended\n", outcome.Error);
        await NothingIsLeft();
        Assert.False(File.Exists(_launch["pid"]));
    }

    [Fact]
    public async Task What_a_daemon_that_crashes_has_started_ends_with_it()
    {
        var outcome = _launch.Run("open", "child=cd {folder}; sleep 100", "report", "kill=KILL");

        Assert.Equal(137, outcome.ExitCode);
        await NothingIsLeft();
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    [InlineData("HUP", 129)]
    public async Task An_interrupted_command_ends_its_daemon(string signal, int status)
    {
        using var launcher = _launch.Start(Launch.Program, "open", "report", "wait");
        await _launch.Reporting();

        Launch.Signal(launcher.Id, signal);

        var outcome = Launch.Finish(launcher);
        Assert.Equal((status, $"cannot start the daemon: interrupted by SIG{signal}; it was ended\n"), (outcome.ExitCode, outcome.Error));
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_daemon_whose_launching_command_was_killed_learns_so_when_it_is_ready()
    {
        using var launcher = _launch.Start(Launch.Program, "open", "report", "await={folder}/go", "ready={folder}/alone", "wait");
        await _launch.Reporting();
        launcher.Kill();
        launcher.WaitForExit();

        File.WriteAllText(_launch["go"], "");

        await Eventually.IsTrueAsync(() => File.Exists(_launch["alone"]), "the daemon noticed");
        await NothingIsLeft();
    }

    [Theory]
    [InlineData("chroot=/does/not/exist", "cannot change the root directory to /does/not/exist: No such file or directory\n")]
    [InlineData("chdir=/does/not/exist", "cannot change the working directory to /does/not/exist: No such file or directory\n")]
    [InlineData("pidfile=/does/not/exist/pid", "cannot open pid file /does/not/exist/pid: No such file or directory\n")]
    [InlineData("pidfile=/proc", "cannot open pid file /proc: Is a directory\n")]
    [InlineData("stdout=/does/not/exist/log", "cannot open /does/not/exist/log as standard output: No such file or directory\n")]
    [InlineData("preserve=77", "cannot preserve descriptor 77: Bad file descriptor\n")]
    public async Task A_setting_that_cannot_be_had_fails_the_command_with_its_reason(string setting, string error)
    {
        var watch = Stopwatch.StartNew();

        var outcome = _launch.Run(setting, "open", "report", "ready", "stop");

        Assert.Equal((1, "", error), (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.False(File.Exists(_launch.ReportPath));
        await NothingIsLeft();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_second_daemon_with_the_same_pid_file_is_refused_with_the_pid_of_the_first()
    {
        Assert.Equal(0, _launch.Run("pidfile={folder}/pid", "open", "report", "ready", "stop").ExitCode);
        var first = _launch.Daemon();
        Assert.Equal($"{first.Pid}\n", File.ReadAllText(_launch["pid"]));

        var outcome = _launch.Run("pidfile={folder}/pid", "open", "ready", "stop");

        Assert.Equal((1, $"cannot lock pid file {_launch["pid"]}: process {first.Pid} holds it\n"), (outcome.ExitCode, outcome.Error));
        Assert.True(first.IsAlive);
        Assert.Equal($"{first.Pid}\n", File.ReadAllText(_launch["pid"]));

        Launch.Signal(first.Pid, "KILL");
        await Launch.Ended(first);
        Assert.Equal(0, _launch.Run("pidfile={folder}/pid", "open", "report", "ready", "stop").ExitCode);
        Assert.Equal($"{_launch.Daemon().Pid}\n", File.ReadAllText(_launch["pid"]));
    }

    public void Dispose() => _launch.Dispose();

    // The folder is in the command line of every process of the launch, as it is unique to this test.
    private Task NothingIsLeft() => Eventually.IsTrueAsync(
        () => !Directory.EnumerateDirectories("/proc").Any(IsOfThisLaunch), "all processes of the launch end", TimeSpan.FromSeconds(5));

    private bool IsOfThisLaunch(string process)
    {
        try
        {
            return File.ReadAllText(Path.Join(process, "cmdline")).Contains(_launch.Folder, StringComparison.Ordinal)
                || (new FileInfo(Path.Join(process, "cwd")).LinkTarget == _launch.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
