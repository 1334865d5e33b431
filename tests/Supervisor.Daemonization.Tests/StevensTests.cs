namespace Supervisor.Daemonization.Tests;

/// <summary>The steps of Stevens, UNIX Network Programming, each seen in /proc of the real daemon.</summary>
public sealed class StevensTests(RunningDaemon running) : IClassFixture<RunningDaemon>
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Stop = 20;
    private const int TerminalInput = 21;
    private const int TerminalOutput = 22;

    private readonly ProcessView _daemon = running.Get();

    [Fact]
    public void It_is_in_the_background_as_the_launching_command_has_ended_and_it_has_not()
    {
        Assert.True(_daemon.IsAlive);
        Assert.NotEqual(running.Launcher, _daemon.Pid);
        Assert.False(new ProcessView(running.Launcher).IsAlive);
    }

    [Fact]
    public void It_is_in_a_session_of_its_own_that_it_does_not_lead()
    {
        Assert.NotEqual(new ProcessView(Environment.ProcessId).Session, _daemon.Session);
        Assert.NotEqual(running.Launcher, _daemon.Session);
        Assert.NotEqual(_daemon.Pid, _daemon.Session);
        Assert.False(new ProcessView(_daemon.Session).IsAlive, "the session's leader is still there");
    }

    [Fact]
    public void It_left_the_process_group_of_the_launching_command()
    {
        Assert.NotEqual(running.Launcher, _daemon.ProcessGroup);
        Assert.Equal(_daemon.Session, _daemon.ProcessGroup);
    }

    [Fact]
    public void It_has_no_controlling_terminal() => Assert.Equal(0, _daemon.ControllingTerminal);

    [Fact]
    public void It_is_a_child_of_whoever_adopts_orphans() =>
        Assert.Contains(_daemon.Parent, ProcessView.Ancestors(Environment.ProcessId).Skip(1));

    [Fact]
    public void Its_directory_is_the_root() => Assert.Equal("/", _daemon.Directory);

    [Fact]
    public void Its_creation_mask_is_reset() => Assert.Equal(0, _daemon.Umask);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_standard_streams_are_the_null_device(int descriptor) => Assert.Equal("/dev/null", _daemon.Descriptors[descriptor]);

    [Fact]
    public void Nothing_that_was_open_in_the_launching_command_is_open()
    {
        Assert.DoesNotContain(_daemon.Descriptors.Values, target => target == running.Leaked || target.StartsWith("/dev/pts", StringComparison.Ordinal));

        // What came through an exec has no such flag; what the runtime opened since then has.
        Assert.All(_daemon.Descriptors.Keys.Where(number => number > 2), number => Assert.True(_daemon.IsCloseOnExec(number), _daemon.Descriptors[number]));
    }

    [Theory]
    [InlineData(Stop)]
    [InlineData(TerminalInput)]
    [InlineData(TerminalOutput)]
    public void It_ignores_the_stop_signals_of_terminals(int signal) => Assert.True(_daemon.Ignores(signal));

    [Theory]
    [InlineData(Hangup)]
    [InlineData(Interrupt)]
    public void A_signal_that_the_shell_ignored_is_not_ignored(int signal) => Assert.False(_daemon.Ignores(signal));

    [Fact]
    public void It_catches_sigterm() => Assert.True(_daemon.Catches(Terminate));

    [Fact]
    public void It_leaves_no_core_file() => Assert.Equal(["0", "0"], _daemon.CoreLimit);

    [Fact]
    public void It_goes_by_the_name_and_the_command_line_that_it_was_started_with()
    {
        Assert.Equal("test-daemon", _daemon.Name);
        Assert.Equal(Launch.Program, _daemon.CommandLine[0]);
        Assert.Equal("open", _daemon.CommandLine[1]);
        Assert.Equal("", running.Reported("variables"));
    }
}
