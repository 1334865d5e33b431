using System.Collections.Immutable;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;
using Supervisor.Daemon.Service;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Tests.Service;

public sealed class ServiceReportTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly ProcessState Asked = new ProcessState.Starting(default, null, null);
    private static readonly ProcessState Spawned = new ProcessState.Starting(default, 7, default(Instant));
    private static readonly ProcessState Up = new ProcessState.Running(7, default);
    private static readonly ProcessState Ending = new ProcessState.Stopping(7, default, AfterStop.StayStopped);

    private readonly ManualTime _time = new();
    private readonly List<string> _said = [];
    private readonly ServiceReport _report;
    private RosterState _state = RosterState.Empty;

    public ServiceReportTests() => _report = new ServiceReport(_said.Add, () => _state, _time);

    public void Dispose() => _report.Dispose();

    [Fact]
    public void Ready_waits_for_the_sockets_and_for_the_first_start_of_every_program_and_not_for_its_success()
    {
        Become(RosterPhase.Running, Asked, Spawned);
        Assert.DoesNotContain("READY=1", Said());

        _report.SocketsAnswer();
        Assert.DoesNotContain("READY=1", Said());

        Become(RosterPhase.Running, Spawned, Spawned);
        Assert.Contains("READY=1", Said());
    }

    [Fact]
    public void Ready_follows_the_last_first_start_at_once()
    {
        _state = StateOf(RosterPhase.Running, Asked, Spawned);
        _report.SocketsAnswer();
        Tell(new Notice.StateChanged(Name(0), StateCode.Stopped, StateCode.Starting, 0, 0, false));
        _time.Pass(TimeSpan.FromMilliseconds(15));
        _said.Clear();

        _state = StateOf(RosterPhase.Running, Spawned, Spawned);
        Tell(new Notice.Spawned(Name(0), 7));
        _time.Pass(TimeSpan.FromMilliseconds(15));

        Assert.Equal("READY=1", Assert.Single(Said()));
    }

    [Fact]
    public void A_start_that_hangs_holds_ready_up_for_ten_seconds_only()
    {
        Become(RosterPhase.Running, Asked, Up);
        _report.SocketsAnswer();
        _time.Pass(TimeSpan.FromSeconds(9));
        Assert.DoesNotContain("READY=1", Said());

        _time.Pass(2 * Second);
        Assert.Contains("READY=1", Said());
    }

    [Fact]
    public void A_storm_of_changes_is_told_four_times_a_second_at_most_and_nothing_is_told_when_nothing_changes()
    {
        BecomeReady();
        for (var i = 0; i < 1000; i++)
        {
            _state = StateOf(RosterPhase.Running, i % 2 == 0 ? Up : Spawned, Up);
            Tell(new Notice.Spawned(Name(0), i));
            _time.Pass(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(Said().Count(text => text.StartsWith("STATUS=", StringComparison.Ordinal)), 1, 4);
        _time.Pass(Second);
        Said();
        Assert.Equal(0, _time.Waiting);
        _time.Pass(1000 * Second);
        Assert.Empty(Said());
    }

    [Fact]
    public void A_reload_is_told_when_it_begins_and_when_everything_was_started_again()
    {
        BecomeReady();
        Become(RosterPhase.Restarting, new Notice.SupervisorStopping(), Ending, Ending);
        var begun = Said();
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", begun[0], StringComparison.Ordinal);
        Assert.Contains("STATUS=reloading: 2 of 2 programs still there", begun);

        Become(RosterPhase.Running, new Notice.SupervisorRunning(), Asked, Asked);
        Assert.DoesNotContain("READY=1", Said());
        Become(RosterPhase.Running, Spawned, Spawned);
        Assert.Contains("READY=1", Said());
    }

    [Fact]
    public void A_reload_by_signal_is_told_before_the_config_is_read_and_a_bad_config_ends_it()
    {
        BecomeReady();
        _report.ReloadAsked();
        Become(RosterPhase.Running, Up, Up);
        Assert.Equal(["RELOADING=1"], Said().Select(text => text.Split('\n')[0]).Where(IsPhase));

        _report.ReloadRefused("bad");
        Assert.Equal(["READY=1", "STATUS=2 of 2 programs running; bad"], Said());

        _report.ReloadAsked();
        Become(RosterPhase.Restarting, new Notice.SupervisorStopping(), Ending, Ending);
        Become(RosterPhase.Running, new Notice.SupervisorRunning(), Up, Up);
        Assert.Equal("STATUS=2 of 2 programs running", Said()[^1]);
    }

    [Fact]
    public void A_stop_asks_for_more_time_until_what_is_left_was_killed_in_vain()
    {
        BecomeReady();
        Become(RosterPhase.Shutdown, new Notice.SupervisorStopping(), Ending, Up);
        var begun = Said();
        Assert.Equal("STOPPING=1", begun[0]);
        Assert.Contains("EXTEND_TIMEOUT_USEC=30000000", begun);
        _time.Pass(60 * Second);
        Assert.Equal(6, Said().Count(text => text.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal)));

        Tell(new Notice.KillingUnresponsive(Name(0), 7));
        _time.Pass(60 * Second);
        Assert.Empty(Said());
    }

    [Fact]
    public void After_the_silence_somebody_else_speaks()
    {
        BecomeReady();
        _report.Silence();
        Become(RosterPhase.Shutdown, new Notice.SupervisorStopping(), Ending);

        Assert.Empty(Said());
    }

    private void BecomeReady()
    {
        Become(RosterPhase.Running, Up, Up);
        _report.SocketsAnswer();
        _time.Pass(Second);
        Assert.Contains("READY=1", Said());
    }

    private void Become(RosterPhase phase, params ProcessState[] processes) => Become(phase, new Notice.Spawned(Name(0), 7), processes);

    private void Become(RosterPhase phase, Notice notice, params ProcessState[] processes)
    {
        _state = StateOf(phase, processes);
        Tell(notice);
        _time.Pass(Second);
    }

    private void Tell(Notice notice) => _report.OnNotice(new NoticeRecord(1, default, notice));

    private List<string> Said()
    {
        List<string> said = [.. _said];
        _said.Clear();
        return said;
    }

    private static bool IsPhase(string text) => text is "READY=1" or "RELOADING=1" or "STOPPING=1";

    private static RosterState StateOf(RosterPhase phase, params ProcessState[] processes) => RosterState.Empty with
    {
        Phase = phase,
        Processes = processes.Select((state, number) => Entry(number, state)).ToImmutableSortedDictionary(entry => entry.Spec.Name, entry => entry),
    };

    private static ProcessEntry Entry(int number, ProcessState state) => new(
        new ProcessSpec { Name = Name(number), Program = "p", Command = new Core.Specs.CommandLine("p", []) }, state, ProcessHistory.New);

    private static ProcessName Name(int number) => new("p", $"p{number}");
}
