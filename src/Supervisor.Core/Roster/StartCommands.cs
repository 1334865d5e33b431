using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Start and restart, of one, of a group or of all.</summary>
internal static class StartCommands
{
    /// <summary>
    /// One process gets its outcome whatever its state is; of several, those of the running set are neither touched
    /// nor listed (parity rule).
    /// </summary>
    public static void Start(RosterStep step, Input.Start input)
    {
        if (Targets.RefuseWhileDraining(step, input.Request, input.What)
            || Targets.RefuseUnknownGroup(step, input.Request, input.What))
        {
            return;
        }

        if (input.What is Selection.OneProcess(var name))
        {
            step.Accept(input.Request, 1);
            StartOne(step, name, input.Request, input.Wait);
            return;
        }

        var except = input.Except.ToHashSet();
        var targets = Targets.InStartOrder(step, input.What)
            .Where(entry => !entry.State.Code.IsInRunningSet() && !except.Contains(entry.Spec.Name))
            .Select(entry => entry.Spec.Name)
            .ToList();
        step.Accept(input.Request, targets.Count);
        foreach (var target in targets)
        {
            StartOne(step, target, input.Request, input.Wait);
        }
    }

    /// <summary>
    /// All that run are told to stop, the last started first, and each starts again as soon as it is gone; those that
    /// do not run are started. The answer is that of the start.
    /// </summary>
    public static void Restart(RosterStep step, Input.Restart input)
    {
        if (Targets.RefuseWhileDraining(step, input.Request, input.What)
            || Targets.RefuseUnknownGroup(step, input.Request, input.What))
        {
            return;
        }

        if (input.What is Selection.OneProcess(var name))
        {
            step.Accept(input.Request, 1);
            RestartOne(step, name, input.Request, input.Wait);
            return;
        }

        var targets = Targets.InStartOrder(step, input.What).ToList();
        step.Accept(input.Request, targets.Count);
        foreach (var target in targets.Where(IsToBeStopped).Reverse().Concat(targets.Where(entry => !IsToBeStopped(entry))))
        {
            RestartOne(step, target.Spec.Name, input.Request, input.Wait);
        }
    }

    private static bool IsToBeStopped(ProcessEntry entry) => !entry.State.Code.IsInStoppedSet();

    private static void StartOne(RosterStep step, ProcessName name, RequestId request, bool wait)
    {
        if (!step.TryFind(name, out var entry))
        {
            step.Answer(request, name, Outcome.NoSuchProcess);
        }
        else if (entry.State.Code.IsInRunningSet())
        {
            step.Answer(request, name, Outcome.AlreadyStarted);
        }
        else if (entry.State is ProcessState.Stopping)
        {
            // To say yes and start nothing would be a lie, with or without waiting.
            step.Answer(request, name, Outcome.AbnormalTermination, "it is being stopped");
        }
        else if (!RefuseUnstartable(step, entry, request))
        {
            Begin(step, name, request, wait, ProcessEvent.StartRequested.Instance);
        }
    }

    private static void RestartOne(RosterStep step, ProcessName name, RequestId request, bool wait)
    {
        if (!step.TryFind(name, out var entry))
        {
            step.Answer(request, name, Outcome.NoSuchProcess);
        }
        else if (!RefuseUnstartable(step, entry, request))
        {
            Begin(step, name, request, wait, ProcessEvent.RestartRequested.Instance);
        }
    }

    /// <summary>
    /// The waiter comes after the event: requests that waited for the start that a restart interrupts are answered by
    /// the interruption, and nothing answers a start within the event that asks for it.
    /// </summary>
    private static void Begin(RosterStep step, ProcessName name, RequestId request, bool wait, ProcessEvent @event)
    {
        step.Apply(name, @event);
        if (wait)
        {
            step.Wait(name, request, WaitKind.ForStart);
        }
        else
        {
            step.Answer(request, name, Outcome.Ok);
        }
    }

    private static bool RefuseUnstartable(RosterStep step, ProcessEntry entry, RequestId request)
    {
        if (entry.State is ProcessState.Unknown)
        {
            step.Answer(request, entry.Spec.Name, Outcome.Failed, $"{entry.Spec.Name.Name} is in an unknown process state");
            return true;
        }

        if (entry.Leaving)
        {
            step.Answer(request, entry.Spec.Name, Outcome.Failed, $"{entry.Spec.Name} is being removed");
            return true;
        }

        return false;
    }
}
