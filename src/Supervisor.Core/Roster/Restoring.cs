using Supervisor.Core.Collections;
using Supervisor.Core.Processes;

namespace Supervisor.Core.Roster;

/// <summary>A state that was written down by a brain that is gone, and the children that live: brought together again.</summary>
internal static class Restoring
{
    private static readonly StartFailure NeverStarted =
        new(StartFailureKind.Other, "not started", "supervisord was replaced before the program was started");

    /// <summary>Wakes for the deadlines of the processes, and starts what was about to be started. The shell has opened what belongs to them.</summary>
    public static void Resume(RosterStep step, ValueList<ChildLife> living)
    {
        var known = living.ToHashSet();
        if (step.Draining && !step.StopSequences.Exists(stop => stop.Purpose is StopPurpose.Drain))
        {
            // Everything had stopped, and the brain died before it ended.
            Draining.Complete(step);
            return;
        }

        foreach (var process in step.Groups.Values.InStartOrder().SelectMany(Order.InStartOrder))
        {
            if (step.TryFind(process.Name, out var entry)) Resume(step, entry, known.Contains(new ChildLife(process.Name, entry.History.Generation)));
        }
    }

    private static void Resume(RosterStep step, ProcessEntry entry, bool isKnown)
    {
        var (name, generation) = (entry.Spec.Name, entry.History.Generation);
        if (entry.State.Deadline is { } deadline) step.Emit(new Effect.Arm(name, deadline));
        if (isKnown) return;
        switch (entry.State)
        {
            case ProcessState.Starting { Child: null }:
                step.Emit(new Effect.Spawn(entry.Spec, generation));
                break;
            case ProcessState.Stopping { Child: null }:
                step.Apply(name, new ProcessEvent.SpawnFailed(generation, NeverStarted));
                break;
            case { Pid: not null }:
                step.Apply(name, new ProcessEvent.ChildExited(generation, new ExitOutcome.Lost()));
                break;
            default:
                break;
        }
    }
}
