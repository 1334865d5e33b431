using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Stop, of one, of a group or of all.</summary>
internal static class StopCommands
{
    /// <summary>Obeyed in every phase of the supervisor; several processes are stopped phase by phase.</summary>
    public static void Stop(RosterStep step, Input.Stop input)
    {
        if (Targets.RefuseUnknownGroup(step, input.Request, input.What))
        {
            return;
        }

        if (input.What is Selection.OneProcess(var name))
        {
            step.Accept(input.Request, 1);
            StopOne(step, name, input);
            return;
        }

        var phases = Targets.Groups(step, input.What).InStopPhases(CanBeStopped).ToList();
        var targets = phases.SelectMany(phase => phase).ToList();
        step.Accept(input.Request, targets.Count);
        if (!input.Wait)
        {
            foreach (var target in targets)
            {
                step.Answer(input.Request, target, Outcome.Ok);
            }
        }

        if (step.Draining && input.What is Selection.All)
        {
            // Everything stops anyway, in order: this request only waits for it.
            WaitForDrain(step, new StopPurpose.Command(input.Request, input.Wait), targets);
            return;
        }

        StopProgress.Begin(step, new StopPurpose.Command(input.Request, input.Wait), phases);

        bool CanBeStopped(ProcessName process) => step.TryFind(process, out var entry) && IsStoppable(entry);
    }

    /// <summary>The turn of one process in a stop of several has come.</summary>
    public static void StopInTurn(RosterStep step, StopPurpose.Command command, ProcessName name)
    {
        WaitUntilGone(step, command, name);
        CallOff(step, name);
    }

    /// <summary>What a stop of several had not come to when everything was told to stop: the answers come with that.</summary>
    public static void WaitForDrain(RosterStep step, StopPurpose.Command command, IEnumerable<ProcessName> names)
    {
        foreach (var name in names)
        {
            WaitUntilGone(step, command, name);
        }
    }

    private static void StopOne(RosterStep step, ProcessName name, Input.Stop input)
    {
        if (!step.TryFind(name, out var entry))
        {
            step.Answer(input.Request, name, Outcome.NoSuchProcess);
        }
        else if (!IsStoppable(entry))
        {
            step.Answer(input.Request, name, Outcome.NotRunning);
        }
        else
        {
            if (!input.Wait)
            {
                step.Answer(input.Request, name, Outcome.Ok);
            }

            StopInTurn(step, new StopPurpose.Command(input.Request, input.Wait), name);
        }
    }

    private static void WaitUntilGone(RosterStep step, StopPurpose.Command command, ProcessName name)
    {
        if (!command.Wait)
        {
            return;
        }

        if (!step.TryFind(name, out var entry))
        {
            step.Answer(command.Request, name, Outcome.Ok);
        }
        else if (entry.State is ProcessState.Unknown)
        {
            step.Answer(command.Request, name, Outcome.Failed, $"{name.Name} is in an unknown process state");
        }
        else if (entry.State.Code.IsInStoppedSet())
        {
            step.Answer(command.Request, name, Outcome.Ok);
        }
        else
        {
            step.Wait(name, command.Request, WaitKind.ForStop);
        }
    }

    /// <summary>Stops a process, and also the start that an update had in store for it.</summary>
    private static void CallOff(RosterStep step, ProcessName name)
    {
        if (step.TryFind(name, out var entry) && entry.StartNext)
        {
            step.Put(entry with { StartNext = false });
        }

        step.Apply(name, ProcessEvent.StopRequested.Instance);
    }

    /// <summary>The running set, and those that are on their way back into it.</summary>
    private static bool IsStoppable(ProcessEntry entry) =>
        entry.State.Code.IsInRunningSet()
        || entry.StartNext
        || entry.State is ProcessState.Stopping { Then: AfterStop.StartAgain };
}
