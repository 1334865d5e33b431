namespace Supervisor.Daemonization.Tests;

/// <summary>A context that does not detach: the same settings in the process that there is.</summary>
public sealed class ForegroundTests : IDisposable
{
    private readonly Launch _launch = new();

    [Fact]
    public async Task The_settings_are_applied_and_the_streams_stay()
    {
        using var process = _launch.Start(
            Launch.Program, "detach=false", "umask=077", "pidfile={folder}/pid", "open", "report", "ready", "print=here", "stop={folder}/ended");
        await _launch.Reporting();
        var view = _launch.Daemon();

        Assert.Equal(process.Id, view.Pid);
        Assert.Equal(("/", Convert.ToInt32("077", 8)), (view.Directory, view.Umask));
        Assert.Equal(["0", "0"], view.CoreLimit);
        Assert.Equal($"{process.Id}\n", File.ReadAllText(_launch["pid"]));
        Assert.True(view.Ignores(21));
        Launch.Signal(view.Pid, "TERM");

        var outcome = Launch.Finish(process);
        Assert.Equal((0, "here"), (outcome.ExitCode, outcome.Output));
        Assert.True(File.Exists(_launch["ended"]));
        Assert.False(File.Exists(_launch["pid"]));
    }

    [Fact]
    public async Task What_was_inherited_is_closed_but_for_what_is_to_be_kept()
    {
        File.WriteAllText(_launch["leaked"], "");
        using var process = _launch.Start(
            "sh", "-c", "exec 5<leaked 6<leaked 7<leaked; exec \"$0\" \"$@\"",
            Launch.Program, "detach=false", "preserve=6", "open", "report", "ready", "stop");
        await _launch.Reporting();

        var open = _launch.Daemon().Descriptors.Where(entry => entry.Value == _launch["leaked"]).Select(entry => entry.Key);

        Assert.Equal([6], open);
        Launch.Signal(process.Id, "TERM");
        Assert.Equal(0, Launch.Finish(process).ExitCode);
    }

    [Fact]
    public void Streams_that_are_given_are_bound_in_place()
    {
        var outcome = _launch.Run("detach=false", "stdout={folder}/out", "open", "ready", "print=text", "exit=0");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal("text", File.ReadAllText(_launch["out"]));
    }

    [Fact]
    public void A_setting_that_cannot_be_had_is_an_exception_with_its_reason()
    {
        var outcome = _launch.Run("detach=false", "chdir=/does/not/exist", "open");

        Assert.Equal(134, outcome.ExitCode);
        Assert.Contains("DaemonException: cannot change the working directory to /does/not/exist: No such file or directory", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_asks_for_the_failure_as_data_prints_it_and_exits()
    {
        var outcome = _launch.Run("detach=false", "chdir=/does/not/exist", "pidfile={folder}/pid", "try-open", "exit=0");

        Assert.Equal((1, "cannot change the working directory to /does/not/exist: No such file or directory\n"), (outcome.ExitCode, outcome.Error));
        Assert.False(File.Exists(_launch["pid"]));
    }

    public void Dispose() => _launch.Dispose();
}
