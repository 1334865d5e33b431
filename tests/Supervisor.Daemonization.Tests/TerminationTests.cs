using Supervisor.Testing;

namespace Supervisor.Daemonization.Tests;

public sealed class TerminationTests : IDisposable
{
    private readonly Launch _launch = new();

    [Fact]
    public async Task Sigterm_ends_a_program_that_looks_at_the_token_in_its_own_order()
    {
        Assert.Equal(0, _launch.Run("pidfile={folder}/pid", "open", "report", "ready", "stop={folder}/ended").ExitCode);
        var daemon = _launch.Daemon();

        Launch.Signal(daemon.Pid, "TERM");

        await Launch.Ended(daemon);
        Assert.Equal("ended", File.ReadAllText(_launch["ended"]));
        Assert.False(File.Exists(_launch["pid"]));
    }

    [Fact]
    public async Task Sigterm_ends_a_program_that_does_not_look_and_its_pid_file_is_removed()
    {
        Assert.Equal(0, _launch.Run("pidfile={folder}/pid", "open", "report", "ready", "wait").ExitCode);
        var daemon = _launch.Daemon();
        Assert.True(File.Exists(_launch["pid"]));

        Launch.Signal(daemon.Pid, "TERM");

        await Launch.Ended(daemon);
        Assert.False(File.Exists(_launch["pid"]));
    }

    [Fact]
    public void A_closed_context_has_given_up_its_pid_file()
    {
        Assert.Equal(0, _launch.Run("pidfile={folder}/pid", "open", "close", "close", "report", "ready", "wait").ExitCode);

        Assert.False(File.Exists(_launch["pid"]));
        Assert.True(_launch.Daemon().IsAlive);
    }

    [Fact]
    public async Task A_signal_does_what_the_map_says()
    {
        Assert.Equal(0, _launch.Run("on-usr1={folder}/usr1", "ignore=SIGHUP", "open", "report", "ready", "stop").ExitCode);
        var daemon = _launch.Daemon();
        Assert.True(daemon.Ignores(1));

        Launch.Signal(daemon.Pid, "USR1");
        Launch.Signal(daemon.Pid, "HUP");
        Launch.Signal(daemon.Pid, "TSTP");

        await Eventually.IsTrueAsync(() => File.Exists(_launch["usr1"]), "the action ran");
        Assert.True(daemon.IsAlive);
    }

    [Fact]
    public async Task Children_that_end_leave_no_zombie_though_nobody_waits_for_them()
    {
        Assert.Equal(0, _launch.Run("open", "ready", "children=20", "report", "stop").ExitCode);
        await _launch.Reporting();
        var daemon = _launch.Daemon();

        await Eventually.IsTrueAsync(() => daemon.Children.Count == 0, "no child and no zombie is left");

        Assert.True(daemon.IsAlive);
    }

    [Fact]
    public async Task A_child_of_the_daemon_inherits_the_settings_and_nothing_of_the_launch()
    {
        Assert.Equal(0, _launch.Run("umask=027", "open", "ready", "child=exec 3>{folder}/child; umask >&3; env >&3; ls -l /proc/self/fd >&3; mv {folder}/child {folder}/done", "report", "stop").ExitCode);
        await Eventually.IsTrueAsync(() => File.Exists(_launch["done"]), "the child has reported");

        var lines = File.ReadAllLines(_launch["done"]);
        Assert.Equal("0027", lines[0]);
        Assert.DoesNotContain(lines, line => line.Contains("DAEMONIZATION", StringComparison.Ordinal) || line.Contains("pipe:", StringComparison.Ordinal));
    }

    public void Dispose() => _launch.Dispose();
}
