using Supervisor.Core.Collections;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;
using Supervisor.Core.Tests.Text;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>One life of a supervisor from boot to the end of its shutdown, all of it decided by the seed.</summary>
internal sealed class SimulatedSupervisor
{
    private const int Commands = 60;
    private const int MostSteps = 20_000;

    private readonly Schedule _schedule = new();
    private readonly Random _random;
    private readonly SimulatedHost _host;
    private readonly Invariants _invariants = new();
    private readonly RequestLedger _requests = new();
    private readonly UpdateLedger _updates = new();
    private readonly List<(Instant At, Input Input, IReadOnlyList<Effect> Effects)> _transcript = [];
    private readonly RecordStore _records = new();
    private RosterRecorder _recorder = new();
    private RosterState _state = RosterState.Empty;
    private RosterSpec _asked = RosterSpec.Empty;
    private int _brain;
    private int _steps;

    public SimulatedSupervisor(int seed)
    {
        _random = new Random(seed);
        _host = new SimulatedHost(_random, _schedule, Step);
    }

    public string Transcript => string.Join('\n', _transcript.SelectMany(step =>
        step.Effects.Select(effect => $"    {EffectText.Of(effect)}").Prepend($"{EffectText.Of(step.At)} {Describe(step.Input)}")));

    public int Steps => _steps;

    public int UpdatesChecked => _updates.Checked;

    public void Run()
    {
        Step(new Input.Boot(_asked = RandomConfig.Make(_random)) { ExitWhen = (ExitWhen)(_random.Next(8) == 0 ? _random.Next(4) : 0) });
        _schedule.After(NextCommand(), () => Command(Commands));
        while (_invariants.Finished == 0)
        {
            Assert.True(_schedule.DoNext(), "it never finishes: nothing will happen any more");
            Assert.True(_steps < MostSteps, "it never finishes: too much happens");
        }

        // What comes later changes nothing.
        Step(new Input.Shutdown());
        while (_steps < MostSteps && _schedule.DoNext())
        {
        }

        Assert.Equal(1, _invariants.Finished);
        Assert.Empty(_requests.Open);
        Assert.Equal(_state.Processes.Count, _state.Processes.Values.Count(entry => entry.State.Code is
            Processes.StateCode.Stopped or Processes.StateCode.Exited or Processes.StateCode.Fatal or Processes.StateCode.Unknown));
    }

    private TimeSpan NextCommand() => TimeSpan.FromMilliseconds(_random.Next(_random.Next(3) == 0 ? 10 : 2500));

    private void Command(int left)
    {
        if (left == 0)
        {
            _host.Mortal = true;
            Step(new Input.Shutdown());
            return;
        }

        if (_random.Next(25) == 0 && _invariants.Finished == 0)
        {
            RestartBrain();
        }
        else
        {
            Step(RandomInput());
        }

        _schedule.After(NextCommand(), () => Command(left - 1));
    }

    private Input RandomInput() => _random.Next(16) switch
    {
        0 or 1 => new Input.Start(_requests.New(), What(), Wait()),
        2 or 3 or 4 => new Input.Stop(_requests.New(), What(), Wait()),
        5 or 6 => new Input.Restart(_requests.New(), What(), Wait()),
        7 => new Input.SendSignal(_requests.New(), What(), Signal.Hup),
        8 => new Input.Reread(_requests.New(), RandomConfig.Make(_random)),
        9 or 10 or 11 => new Input.Update(_requests.New(), RandomConfig.Make(_random), Filter()),
        12 => new Input.AddGroup(_requests.New(), RandomConfig.Name(_random)),
        13 => new Input.RemoveGroup(_requests.New(), RandomConfig.Name(_random)),
        14 => _random.Next(6) == 0 ? new Input.Reload(Given.Config(_asked = RandomConfig.Make(_random))) : new Input.Start(_requests.New(), What(), Wait()),
        _ => _random.Next(40) == 0 ? new Input.Shutdown() : new Input.Restart(_requests.New(), What(), Wait()),
    };

    private bool Wait() => _random.Next(4) != 0;

    private ValueList<string> Filter() => _random.Next(3) == 0 ? [RandomConfig.Name(_random), RandomConfig.Name(_random)] : [];

    private Selection What()
    {
        var group = RandomConfig.Name(_random);
        return _random.Next(5) switch
        {
            0 => new Selection.All(),
            1 => new Selection.OneGroup(group),
            _ => new Selection.OneProcess(new ProcessName(group, $"{group}{_random.Next(4)}")),
        };
    }

    /// <summary>The brain dies; a new one has what was written down, and the children that live.</summary>
    private void RestartBrain()
    {
        var dies = _random.Next(2) == 0;
        IReadOnlyList<Effect> lost = [];
        if (dies && Step(RandomInput(), performed: false) is { } undone)
        {
            // In the middle of a step: it was written down, and nothing of it was done. Whoever asked has lost its connection.
            lost = [.. undone.Where(effect => effect is Effect.Kill)];
            _requests.Forget();
            _updates.Forget();
        }

        var restored = RosterRestoration.From(_records.All) ?? throw new InvalidOperationException("nothing was written down");
        Assert.Equal(RecordStore.Of(_state), RecordStore.Of(restored.State));
        _brain++;
        _invariants.BrainRestarted();
        (_state, _recorder) = restored;
        Step(new Input.Restored([.. _host.Children.Select(child => new ChildLife(child.Process, child.Generation))]));
        Perform(lost);
    }

    private IReadOnlyList<Effect> Step(Input input, bool performed)
    {
        _steps++;
        var now = Clock.At(new Instant(_schedule.Now.Ticks));
        var result = RosterMachine.Step(_state, input, now);
        _transcript.Add((now.Monotonic, input, result.Effects));
        _recorder.Record(_state, result, _records);
        _state = result.State;
        foreach (var effect in result.Effects)
        {
            _requests.See(effect);
        }

        _updates.See(input, result);
        if (performed) Perform(result.Effects);
        _invariants.Check(input, result, _host, performed);
        return result.Effects;
    }

    private void Step(Input input) => Step(input, performed: true);

    private void Perform(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.Spawn(var spec, var generation):
                    _host.Spawn(spec.Name, generation);
                    break;
                case Effect.Kill(var process, var generation, var signal, _):
                    _host.Kill(process, generation, signal);
                    break;
                case Effect.Arm(var process, var at):
                    Arm(process, at);
                    break;
            }
        }
    }

    private void Arm(ProcessName process, Instant at)
    {
        var brain = _brain;
        var late = TimeSpan.FromMilliseconds(_random.Next(8) == 0 ? 700 : 0);
        _schedule.At(TimeSpan.FromTicks(at.Ticks) + late, () =>
        {
            if (brain == _brain)
            {
                Step(new Input.DeadlineReached(process));
            }
        });
    }

    private static string Describe(Input input) => input switch
    {
        Input.Boot(var spec) => $"boot {Describe(spec)}",
        Input.Restored(var living) => $"the brain dies; {living.Count} children live",
        Input.Update(var request, var spec, var groups) => $"update r{request.Value} {groups} {Describe(spec)}",
        Input.Reload(var spec) => $"reload {Describe(spec.Roster)}",
        Input.Reread(var request, var spec) => $"reread r{request.Value} {Describe(spec)}",
        _ => input.ToString(),
    };

    private static string Describe(RosterSpec spec) => string.Join(' ', spec.Groups.Select(group =>
        $"{group.Name}/{group.Priority}({string.Join(' ', group.Processes.Select(process => $"{process.Name.Name}={process.Command.Text}"))})"));
}
