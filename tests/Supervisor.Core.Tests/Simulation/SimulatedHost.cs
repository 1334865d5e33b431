using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>
/// The children of a simulated machine: spawns answer late or fail, children live short or long, ignore signals, cannot
/// be signalled, or die in the moment they are. It knows by itself when a second child of one process would come up.
/// </summary>
internal sealed class SimulatedHost(Random random, Schedule schedule, Action<Input> report)
{
    private readonly Dictionary<ProcessName, Child> _children = [];
    private int _lastPid = 1000;

    /// <summary>Children that exist, and whether their spawn was answered already.</summary>
    public IEnumerable<(ProcessName Process, int Generation, int? Pid)> Children =>
        _children.Select(pair => (pair.Key, pair.Value.Generation, pair.Value.Answered ? (int?)pair.Value.Pid : null));

    /// <summary>From now on everything dies when it is killed.</summary>
    public bool Mortal { get; set; }

    public void Spawn(ProcessName process, int generation)
    {
        if (_children.ContainsKey(process))
        {
            Assert.Fail($"a second child of {process}");
        }

        var child = new Child(generation, ++_lastPid);
        _children[process] = child;
        schedule.After(Delay(random.Next(10) == 0 ? 5000 : 50), () => AnswerSpawn(process, child));
    }

    public void Kill(ProcessName process, int generation, Signal signal)
    {
        if (!_children.TryGetValue(process, out var child) || child.Generation != generation || !child.Answered)
        {
            return;
        }

        if (!Mortal && random.Next(40) == 0)
        {
            schedule.After(Delay(5), () => report(new Input.SignalFailed(process, generation, "EPERM")));
        }
        else if (signal == Signal.Kill ? Mortal || random.Next(4) != 0 : signal != Signal.Hup && random.Next(4) != 0)
        {
            schedule.After(Delay(signal == Signal.Kill ? 5 : 3000), () => Exit(process, child, new ExitOutcome.Signalled(signal, false)));
        }
    }

    private void AnswerSpawn(ProcessName process, Child child)
    {
        if (random.Next(6) == 0)
        {
            _children.Remove(process);
            var failure = new StartFailure((StartFailureKind)random.Next(3), "cannot", "it cannot be started");
            report(new Input.SpawnFailed(process, child.Generation, failure));
            return;
        }

        if (random.Next(20) == 0)
        {
            // Its exit overtakes the answer to its spawn.
            Exit(process, child, new ExitOutcome.Code(random.Next(3)));
            report(new Input.Spawned(process, child.Generation, child.Pid));
            return;
        }

        child.Answered = true;
        report(new Input.Spawned(process, child.Generation, child.Pid));
        if (random.Next(3) != 0 || Mortal)
        {
            var life = random.Next(3) == 0 ? 500 : 60_000;
            schedule.After(Delay(life), () => Exit(process, child, new ExitOutcome.Code(random.Next(3))));
        }
        else if (random.Next(2) == 0)
        {
            schedule.After(Delay(10_000), () => report(new Input.ChildExited(process, child.Generation - 1, new ExitOutcome.Code(0))));
        }
    }

    private void Exit(ProcessName process, Child child, ExitOutcome outcome)
    {
        if (_children.TryGetValue(process, out var present) && ReferenceEquals(present, child))
        {
            _children.Remove(process);
            report(new Input.ChildExited(process, child.Generation, outcome));
        }
    }

    private TimeSpan Delay(int atMostMilliseconds) => TimeSpan.FromMilliseconds(random.Next(atMostMilliseconds + 1));

    private sealed class Child(int generation, int pid)
    {
        public int Generation { get; } = generation;

        public int Pid { get; } = pid;

        public bool Answered { get; set; }
    }
}
