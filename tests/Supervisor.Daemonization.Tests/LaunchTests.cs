namespace Supervisor.Daemonization.Tests;

/// <summary>The way from the command to a daemon that is ready.</summary>
public sealed class LaunchTests : IDisposable
{
    private readonly Launch _launch = new();

    [Fact]
    public async Task The_launching_command_ends_only_when_the_daemon_says_that_it_is_ready()
    {
        using var launcher = _launch.Start(Launch.Program, "open", "report", "await={folder}/go", "ready", "stop");
        await _launch.Reporting();
        var daemon = _launch.Daemon();
        Assert.False(launcher.WaitForExit(TimeSpan.FromMilliseconds(300)), "the launching command did not wait");

        File.WriteAllText(_launch["go"], "");

        var outcome = Launch.Finish(launcher);
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.True(daemon.IsAlive);
    }

    [Fact]
    public void What_the_daemon_says_on_standard_error_before_it_is_ready_is_seen_at_the_prompt()
    {
        var outcome = _launch.Run("open", "report", "say=a warning", "print=lost", "ready", "say=too late", "stop");

        Assert.Equal((0, "", "a warning\n"), (outcome.ExitCode, outcome.Output, outcome.Error));
        Assert.Equal("/dev/null", _launch.Daemon().Descriptors[2]);
    }

    [Fact]
    public void A_program_that_prints_for_itself_learns_the_pid_of_its_daemon()
    {
        var outcome = _launch.Run("try-open", "report", "ready", "stop");

        Assert.Equal($"launched {_launch.Reported("pid")}\n", outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public void A_program_that_dotnet_runs_becomes_a_daemon_too()
    {
        var outcome = _launch.RunCommand("dotnet", Launch.Beside + ".dll", "open", "report", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var daemon = _launch.Daemon();
        Assert.Equal(["dotnet", Launch.Beside + ".dll", "open"], daemon.CommandLine[..3]);
        Assert.Equal("Daemon", _launch.Reported("role"));
    }

    [Fact]
    public void A_program_that_was_called_by_a_relative_path_becomes_a_daemon_too()
    {
        File.CreateSymbolicLink(_launch["programs"], Path.GetDirectoryName(Launch.Program)!);

        var outcome = _launch.RunCommand("sh", "-c", "exec programs/test-daemon \"$@\"", "sh", "open", "report", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal("test-daemon", _launch.Daemon().Name);
        Assert.Equal("programs/test-daemon", _launch.Daemon().CommandLine[0]);
    }

    [Fact]
    public void Arguments_arrive_as_they_were_given()
    {
        string[] odd = ["say=", "say=a b", "say=\"'$x\\", "say=ünï", "say=1\n2"];

        var outcome = _launch.Run(["open", .. odd, "report", "ready", "stop"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["open", .. odd], _launch.Daemon().CommandLine[1..7]);
    }

    [Fact]
    public void An_argument_that_is_no_text_arrives_byte_for_byte()
    {
        var outcome = _launch.RunCommand(
            "sh", "-c", "exec \"$0\" open \"say=$(printf '\\377\\376')\" \"$@\"", Launch.Program, "report", "ready", "stop");

        Assert.Equal(0, outcome.ExitCode);
        var words = File.ReadAllBytes($"/proc/{_launch.Daemon().Pid}/cmdline");
        Assert.True(words.AsSpan().IndexOf(new byte[] { (byte)'=', 0xff, 0xfe, 0 }) > 0);
    }

    [Fact]
    public void The_files_to_keep_are_open_under_their_numbers_and_no_others()
    {
        File.WriteAllText(_launch["kept"], "");

        var outcome = _launch.RunCommand(
            "bash", "-c", "exec 5<kept 6<kept 300<kept; exec \"$0\" \"$@\"",
            Launch.Program, "preserve=300", "preserve=5", "open", "report", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var daemon = _launch.Daemon();
        Assert.Equal("300,5", _launch.Reported("inherited"));
        Assert.Equal([5, 300], daemon.Descriptors.Where(entry => entry.Value == _launch["kept"]).Select(entry => entry.Key).Order());
        Assert.True(daemon.IsCloseOnExec(5), "the daemon's children would inherit it");
    }

    [Fact]
    public void Sockets_that_a_service_manager_passed_go_to_the_daemon()
    {
        File.WriteAllText(_launch["socket"], "");

        var outcome = _launch.RunCommand(
            "sh", "-c", "exec 3<socket 4<socket 5<socket; LISTEN_FDS=2 LISTEN_PID=$$ exec \"$0\" \"$@\"",
            Launch.Program, "open", "report", "ready", "stop");

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var daemon = _launch.Daemon();
        Assert.Equal([3, 4], daemon.Descriptors.Where(entry => entry.Value == _launch["socket"]).Select(entry => entry.Key).Order());
        Assert.Equal(_launch.Reported("pid"), _launch.Reported("listen-pid"));
    }

    [Fact]
    public void The_streams_are_bound_as_given()
    {
        File.WriteAllText(_launch["in"], "");

        var outcome = _launch.Run(
            "stdin=in", "stdout=out", "stderr=err", "open", "report", "say=before", "print=text", "ready", "say=after", "stop");

        Assert.Equal((0, "before\n"), (outcome.ExitCode, outcome.Error));
        var descriptors = _launch.Daemon().Descriptors;
        Assert.Equal(_launch["in"], descriptors[0]);
        Assert.Equal(_launch["out"], descriptors[1]);
        Assert.Equal(_launch["err"], descriptors[2]);
    }

    [Fact]
    public async Task What_is_written_to_standard_error_after_it_was_used_before_goes_to_its_new_place()
    {
        var outcome = _launch.Run("stderr={folder}/err", "open", "report", "say=before", "ready", "say=after", "throw=the end");

        Assert.Equal((0, "before\n"), (outcome.ExitCode, outcome.Error));
        await Launch.Ended(_launch.Daemon());
        var written = File.ReadAllText(_launch["err"]);
        Assert.StartsWith("after\n", written, StringComparison.Ordinal);
        Assert.Contains("the end", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standard_error_that_is_inherited_stays_that_of_the_launching_command()
    {
        var outcome = _launch.RunCommand(
            "sh", "-c", "exec \"$0\" \"$@\" 2>terminal", Launch.Program, "stderr=inherited", "open", "report", "say=before", "ready", "stop");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(_launch["terminal"], _launch.Daemon().Descriptors[2]);
        Assert.Equal("before\n", File.ReadAllText(_launch["terminal"]));
    }

    public void Dispose() => _launch.Dispose();
}
