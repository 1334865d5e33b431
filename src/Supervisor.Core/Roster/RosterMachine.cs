using System.Diagnostics;
using Supervisor.Core.Processes;
using Supervisor.Core.Time;

namespace Supervisor.Core.Roster;

/// <summary>
/// The supervisor's whole behaviour as a pure function. The same state, input and time always give the same result,
/// and a state may be kept and read by anyone for as long as they like.
/// </summary>
public static class RosterMachine
{
    /// <summary>What becomes of the roster, and what has to be done for it, in order.</summary>
    public static StepResult Step(RosterState state, Input input, Moment now)
    {
        var step = new RosterStep(state, now);
        Take(step, input);
        Endings.Look(step);
        StopProgress.Run(step);
        return step.Finish();
    }

    private static void Take(RosterStep step, Input input)
    {
        switch (input)
        {
            case Input.ChildExited(var process, var generation, var outcome):
                step.Apply(process, new ProcessEvent.ChildExited(generation, outcome));
                break;
            case Input.Spawned(var process, var generation, var pid):
                step.Apply(process, new ProcessEvent.SpawnSucceeded(generation, pid));
                break;
            case Input.SpawnFailed(var process, var generation, var failure):
                step.Apply(process, new ProcessEvent.SpawnFailed(generation, failure));
                break;
            case Input.SignalFailed(var process, var generation, var reason):
                step.Apply(process, new ProcessEvent.SignalFailed(generation, reason));
                break;
            case Input.DeadlineReached(var process):
                step.Apply(process, ProcessEvent.DeadlineReached.Instance);
                break;
            case Input.Boot boot:
                step.ExitWhen = boot.ExitWhen;
                Booting.Boot(step, boot.Spec);
                break;
            case Input.Restored restored:
                Restoring.Resume(step, restored.Living);
                break;
            case Input.Resume resume:
                step.ExitWhen = resume.ExitWhen;
                Booting.Resume(step, resume);
                break;
            case Input.Adopted adopted:
                Booting.Adopt(step, adopted);
                break;
            case Input.Start start:
                StartCommands.Start(step, start);
                break;
            case Input.Restart restart:
                StartCommands.Restart(step, restart);
                break;
            case Input.Stop stop:
                StopCommands.Stop(step, stop);
                break;
            case Input.SendSignal signal:
                SignalCommands.Send(step, signal);
                break;
            case Input.Reread reread:
                Updates.Reread(step, reread);
                break;
            case Input.Update update:
                Updates.Update(step, update);
                break;
            case Input.AddGroup add:
                GroupCommands.Add(step, add);
                break;
            case Input.RemoveGroup remove:
                GroupCommands.Remove(step, remove);
                break;
            case Input.Reload reload:
                Draining.Reload(step, reload.Spec);
                break;
            case Input.Shutdown:
                Draining.Shutdown(step);
                break;
            default:
                throw new UnreachableException($"no such input: {input}");
        }
    }
}
