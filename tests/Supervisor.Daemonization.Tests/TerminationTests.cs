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

    public void Dispose() => _launch.Dispose();
}
