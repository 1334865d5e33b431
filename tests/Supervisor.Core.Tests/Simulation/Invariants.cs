using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Simulation;

/// <summary>What must hold after every step, whatever happens.</summary>
internal sealed class Invariants
{
    private readonly Dictionary<ProcessName, StateCode> _told = [];
    private readonly HashSet<(ProcessName, Instant)> _armed = [];
    private bool _draining;

    public int Finished { get; private set; }

    /// <summary>A new brain arms its deadlines itself.</summary>
    public void BrainRestarted() => _armed.Clear();

    public void Check(Input input, StepResult result, SimulatedHost host, bool performed)
    {
        _draining |= input is Input.Shutdown or Input.Reload;
        _draining |= result.State.Ending is not null;
        CheckEffects(input, result);
        CheckGroups(result.State);
        CheckStatesTold(result.State);
        if (!performed) return;
        CheckDeadlines(result.State);
        CheckNobodyIsLost(result.State, host);
    }

    private void CheckEffects(Input input, StepResult result)
    {
        Effect? previous = null;
        foreach (var effect in result.Effects)
        {
            switch (effect)
            {
                case Effect.Spawn(var spec, _):
                    Assert.False(_draining && input is not Input.Restored, "something is started while everything stops");
                    Assert.Equal(spec.Command, result.State.Processes[spec.Name].Spec.Command);
                    break;
                case Effect.Arm(var process, var at):
                    _armed.Add((process, at));
                    break;
                case Effect.Reloaded:
                    _draining = false;
                    break;
                case Effect.Finished:
                    Finished++;
                    break;
                case Effect.OpenProcess(var spec) when input is not Input.Restored:
                    Opened(spec.Name, result.State, replaced: previous is Effect.CloseProcess(var closed) && closed == spec.Name);
                    break;
                case Effect.Tell(Notice.StateChanged change):
                    Changed(change);
                    CheckOrder(input, change, result.State);
                    break;
            }

            previous = effect;
        }
    }

    private void Opened(ProcessName process, RosterState state, bool replaced)
    {
        if (!replaced && !(_told.GetValueOrDefault(process) == StateCode.Unknown && IsUnknown(state, process)))
        {
            _told[process] = StateCode.Stopped;
        }
    }

    private static bool IsUnknown(RosterState state, ProcessName process) =>
        state.Processes.TryGetValue(process, out var entry) && entry.State is ProcessState.Unknown;

    private void Changed(Notice.StateChanged change)
    {
        if (!_told.TryGetValue(change.Process, out var code) || code != change.From)
        {
            Assert.Fail($"{change.Process} was told to be {code}, and now to go from {change.From} to {change.To}");
        }

        _told[change.Process] = change.To;
    }

    /// <summary>While everything stops, nobody is told to before all of a higher priority are gone.</summary>
    private void CheckOrder(Input input, Notice.StateChanged change, RosterState state)
    {
        if (!_draining || change.To != StateCode.Stopping || input is Input.Stop)
        {
            return;
        }

        var priority = state.Groups[change.Process.Group].Priority;
        var late = state.Processes.Values.FirstOrDefault(entry =>
            state.Groups[entry.Spec.Name.Group].Priority > priority && !entry.State.Code.IsInStoppedSet());
        if (late is not null)
        {
            Assert.Fail($"{change.Process} is stopped before {late.Spec.Name}, which is {late.State.Code}");
        }
    }

    private static void CheckGroups(RosterState state)
    {
        var members = state.Groups.Values.SelectMany(group => group.Processes).Select(process => process.Name).ToList();
        if (members.Count != state.Processes.Count || !members.TrueForAll(state.Processes.ContainsKey))
        {
            Assert.Fail($"the groups have {string.Join(' ', members)}, the roster {string.Join(' ', state.Processes.Keys)}");
        }
    }

    private void CheckDeadlines(RosterState state)
    {
        foreach (var entry in state.Processes.Values)
        {
            if (entry.State.Deadline is { } deadline && !_armed.Contains((entry.Spec.Name, deadline)))
            {
                Assert.Fail($"{entry.Spec.Name} waits for a deadline that nobody will tell it of: {entry.State}");
            }
        }
    }

    private void CheckStatesTold(RosterState state)
    {
        foreach (var entry in state.Processes.Values)
        {
            if (_told[entry.Spec.Name] != entry.State.Code)
            {
                Assert.Fail($"{entry.Spec.Name} is {entry.State.Code}, but was told to be {_told[entry.Spec.Name]}");
            }
        }
    }

    /// <summary>A child that was reported is known by its pid, unless it could not be killed and then left the config.</summary>
    private void CheckNobodyIsLost(RosterState state, SimulatedHost host)
    {
        foreach (var (process, generation, pid) in host.Children)
        {
            if (_told.GetValueOrDefault(process) == StateCode.Unknown && !state.Processes.ContainsKey(process))
            {
                continue;
            }

            var entry = state.Processes[process];
            if (generation != entry.History.Generation || (pid is not null && entry.State.Pid != pid))
            {
                Assert.Fail($"{process} has a child {pid}, but is {entry.State}");
            }
        }
    }
}
