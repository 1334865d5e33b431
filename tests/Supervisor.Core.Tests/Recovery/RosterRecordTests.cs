using System.Text;
using Supervisor.Core.Events;
using Supervisor.Core.Processes;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Simulation;
using Supervisor.Core.Tests.Specs;
using Supervisor.Core.Tests.Text;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Recovery;

/// <summary>What is written down for the next brain. That it is complete is shown by the simulation.</summary>
public sealed class RosterRecordTests
{
    private readonly RecordStore _records = new();
    private readonly RosterRecorder _recorder = new();
    private RosterState _state = RosterState.Empty;

    [Fact]
    public void Nothing_written_down_is_no_state() =>
        Assert.Null(RosterRestoration.From(new Dictionary<string, byte[]>()));

    [Fact]
    public void A_pool_of_event_listeners_is_written_down_with_what_it_listens_to()
    {
        var pool = new EventPoolSpec { Events = [EventType.Tick5, EventType.ProcessState], BufferSize = 3, ResultHandling = ResultHandling.PrefixedStdout };
        Step(new Input.Boot(Given.Roster([new GroupSpec("a", -1, [Given.Process("a", "a") with { IsEventListener = true }]) { Pool = pool }])));
        var state = RosterRestoration.From(_records.All)!.State;
        Assert.Equal(pool, state.Groups["a"].Pool);
        Assert.True(state.Processes[new ProcessName("a", "a")].Spec.IsEventListener);
    }

    [Fact]
    public void A_record_of_an_older_version_has_the_defaults_of_what_it_does_not_name()
    {
        Step(new Input.Boot(Given.Roster([new GroupSpec("a", 999, [Given.Process("a", "a")])])));
        var records = new Dictionary<string, byte[]>(_records.All)
        {
            ["spec/1"] = Encoding.UTF8.GetBytes("""{"Name":{"Group":"a","Name":"a"},"Program":"a","Command":{"Text":"x","Arguments":["x"]}}"""),
        };
        records.Remove("defaults");
        var spec = RosterRestoration.From(records)!.State.Processes[new ProcessName("a", "a")].Spec;
        var expected = new ProcessSpec { Name = new ProcessName("a", "a"), Program = "a", Command = new CommandLine("x", ["x"]) };
        Assert.Equal(expected, spec);
    }

    [Fact]
    public void A_record_of_a_newer_version_is_read_without_what_is_unknown()
    {
        Step(new Input.Boot(Given.Roster([new GroupSpec("a", 999, [Given.Process("a", "a")])])));
        var text = Encoding.UTF8.GetString(_records.All["spec/1"]);
        var records = new Dictionary<string, byte[]>(_records.All) { ["spec/1"] = Encoding.UTF8.GetBytes("""{"Unheard":{"Of":[1]},""" + text[1..]) };
        Assert.Equal(_state.Processes, RosterRestoration.From(records)!.State.Processes);
    }

    [Theory]
    [InlineData("spec/1", "{")]
    [InlineData("spec/1", "null")]
    [InlineData("process/a:a", "7")]
    [InlineData("groups", """[{"Name":"a","Priority":1,"Processes":[99]}]""")]
    [InlineData("stops", """[{"Purpose":{"$type":"nonsense"}}]""")]
    public void Broken_records_are_refused_as_such(string key, string value)
    {
        Step(new Input.Boot(Given.Roster([new GroupSpec("a", 999, [Given.Process("a", "a")])])));
        var records = new Dictionary<string, byte[]>(_records.All) { [key] = Encoding.UTF8.GetBytes(value) };
        Assert.Throws<InvalidDataException>(() => RosterRestoration.From(records));
    }

    [Fact]
    public void Specs_that_nobody_names_any_more_are_dropped()
    {
        for (var i = 0; i < 100; i++)
        {
            var spec = Given.Process("a", "a") with { Command = new CommandLine($"/bin/{i}", []) };
            Step(new Input.Reread(new RequestId(i), Given.Roster([new GroupSpec("a", 999, [spec])])));
        }

        Assert.Single(_records.All.Keys, key => key.StartsWith("spec/", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_state_and_every_end_of_a_process_is_restored_as_it_was()
    {
        string[] names = ["never", "starting", "running", "lost", "dumped", "missing", "refused", "retrying", "stopping", "unkillable"];
        Step(new Input.Boot(Given.Roster([.. names.Select(name => Given.Program(
            Given.Process(name) with { AutoStart = name != "never", StartDuration = TimeSpan.Zero, AutoRestart = RestartPolicy.Never, StartRetries = name == "retrying" ? 3 : 0 }))])));
        foreach (var name in names.Where(name => name is "running" or "lost" or "dumped" or "stopping" or "unkillable")) Step(new Input.Spawned(Name(name), 1, 100));
        Step(new Input.ChildExited(Name("lost"), 1, new ExitOutcome.Lost()));
        Step(new Input.ChildExited(Name("dumped"), 1, new ExitOutcome.Signalled(new Signal("SEGV"), CoreDumped: true) { OutOfMemory = true }));
        Step(new Input.SpawnFailed(Name("missing"), 1, new StartFailure(StartFailureKind.NoFile, "can't find command 'x'", "exec x: \"ä\"")));
        Step(new Input.SpawnFailed(Name("refused"), 1, new StartFailure(StartFailureKind.NotExecutable, "no", "no")));
        Step(new Input.SpawnFailed(Name("retrying"), 1, new StartFailure(StartFailureKind.Other, "no", "no")));
        Step(new Input.Stop(new RequestId(7), new Selection.OneProcess(Name("stopping")), Wait: true));
        Step(new Input.Stop(new RequestId(8), new Selection.OneProcess(Name("unkillable")), Wait: false));
        Step(new Input.SignalFailed(Name("unkillable"), 1, "EPERM"));

        Assert.Equal(
            [StateCode.Stopped, StateCode.Starting, StateCode.Running, StateCode.Exited, StateCode.Exited, StateCode.Fatal, StateCode.Fatal, StateCode.Backoff, StateCode.Stopping, StateCode.Unknown],
            names.Select(name => _state.Processes[Name(name)].State.Code));
        Assert.NotEmpty(_state.Processes[Name("stopping")].Waiters);
        Assert.Equal(_state.Processes, RosterRestoration.From(_records.All)!.State.Processes);

        static ProcessName Name(string name) => new(name, name);
    }

    [Fact]
    public void A_brain_that_died_when_everything_had_stopped_is_followed_by_one_that_ends()
    {
        Step(new Input.Boot(Given.Roster([new GroupSpec("a", 999, [Given.Process("a", "a") with { AutoStart = false }])])));
        Step(new Input.Shutdown());
        var restored = RosterRestoration.From(_records.All)!.State;
        Assert.Contains(new Effect.Finished(null), RosterMachine.Step(restored, new Input.Restored([]), Clock.At(new Instant(0))).Effects);
    }

    [Fact]
    public void A_brain_that_died_while_everything_stopped_for_an_essential_program_is_followed_by_one_that_ends_with_its_status()
    {
        var main = Given.Process("main") with { Essential = true, AutoRestart = RestartPolicy.Never, StartDuration = TimeSpan.Zero };
        var side = Given.Process("side") with { StartDuration = TimeSpan.Zero };
        Step(new Input.Boot(Given.Roster([Given.Program(main), Given.Program(side)])) { ExitWhen = ExitWhen.AnyFatal });
        Step(new Input.Spawned(main.Name, 1, 100));
        Step(new Input.Spawned(side.Name, 1, 101));
        Step(new Input.ChildExited(main.Name, 1, new ExitOutcome.Signalled(Signal.Kill, CoreDumped: false)));
        var restored = RosterRestoration.From(_records.All)!.State;
        Assert.Equal((ExitWhen.AnyFatal, _state.Ending), (restored.ExitWhen, restored.Ending));
        Assert.NotNull(restored.Ending);

        var last = RosterMachine.Step(restored, new Input.ChildExited(side.Name, 1, new ExitOutcome.Code(0)), Clock.At(new Instant(0)));
        Assert.Contains(new Effect.Finished(new LifeEnd.Ended(new ExitOutcome.Signalled(Signal.Kill, CoreDumped: false))), last.Effects);
    }

    private void Step(Input input)
    {
        var result = RosterMachine.Step(_state, input, Clock.At(new Instant(0)));
        _recorder.Record(_state, result, _records);
        _state = result.State;
    }
}
