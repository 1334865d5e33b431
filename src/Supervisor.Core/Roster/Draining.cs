using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Shutdown and reload: everything stops in order and nothing is started until it has.</summary>
internal static class Draining
{
    /// <summary>A reload that is under way becomes a shutdown; a second shutdown changes nothing.</summary>
    public static void Shutdown(RosterStep step)
    {
        var was = step.Phase;
        step.Phase = RosterPhase.Shutdown;
        step.ReloadSpec = null;
        if (was == RosterPhase.Running)
        {
            Begin(step);
        }
    }

    /// <summary>Ignored while shutting down; of several reloads the last one's spec is used.</summary>
    public static void Reload(RosterStep step, SupervisorSpec spec)
    {
        if (step.Phase == RosterPhase.Shutdown)
        {
            return;
        }

        var was = step.Phase;
        step.Phase = RosterPhase.Restarting;
        step.ReloadSpec = spec;
        if (was == RosterPhase.Running)
        {
            Begin(step);
        }
    }

    /// <summary>A process that is adopted while everything stops is stopped at once.</summary>
    public static void Include(RosterStep step, ProcessName process)
    {
        step.Apply(process, ProcessEvent.StopRequested.Instance);
        if (!step.TryFind(process, out var entry) || entry.State is not ProcessState.Stopping)
        {
            return;
        }

        if (step.StopSequences.Find(sequence => sequence.Purpose is StopPurpose.Drain) is { } drain)
        {
            step.StopSequences = step.StopSequences.Replace(drain, drain with { Pending = drain.Pending.Add(process) });
        }
    }

    /// <summary>Everything is gone.</summary>
    public static void Complete(RosterStep step)
    {
        if (step.ReloadSpec is not { } spec)
        {
            step.Emit(new Effect.Finished(step.Ending?.How));
            return;
        }

        step.ReloadSpec = null;
        step.Phase = RosterPhase.Running;
        step.ExitWhen = spec.Daemon.ExitWhen;
        foreach (var entry in step.Entries.ToList())
        {
            step.Close(entry);
        }

        step.Emit(new Effect.Reloaded(spec));
        Booting.Boot(step, spec.Roster);
    }

    private static void Begin(RosterStep step)
    {
        step.Tell(new Notice.SupervisorStopping());
        Updates.Abandon(step);
        step.AnswerEverywhere(WaitKind.ForStart, Outcome.ShuttingDown);
        foreach (var sequence in step.StopSequences)
        {
            if (sequence.Purpose is StopPurpose.Command command)
            {
                StopCommands.WaitForDrain(step, command, sequence.Later.SelectMany(phase => phase));
            }
        }

        step.StopSequences = step.StopSequences.Clear();
        StopProgress.Begin(step, new StopPurpose.Drain(), step.Groups.Values.InStopPhases(_ => true));
    }
}
