using Supervisor.Core.Processes;

namespace Supervisor.Core.Roster;

/// <summary>Signals that a client asks for; they change no state.</summary>
internal static class SignalCommands
{
    public static void Send(RosterStep step, Input.SendSignal input)
    {
        if (Targets.RefuseUnknownGroup(step, input.Request, input.What))
        {
            return;
        }

        if (input.What is Selection.OneProcess(var name))
        {
            step.Accept(input.Request, 1);
            if (!step.TryFind(name, out var entry))
            {
                step.Answer(input.Request, name, Outcome.NoSuchProcess);
            }
            else if (!CanBeSignalled(entry))
            {
                step.Answer(input.Request, name, Outcome.NotRunning);
            }
            else
            {
                SendOne(step, entry, input);
            }

            return;
        }

        var targets = Targets.InStartOrder(step, input.What).Where(CanBeSignalled).ToList();
        step.Accept(input.Request, targets.Count);
        foreach (var target in targets)
        {
            SendOne(step, target, input);
        }
    }

    private static void SendOne(RosterStep step, ProcessEntry target, Input.SendSignal input)
    {
        step.Apply(target.Spec.Name, new ProcessEvent.SignalRequested(input.Signal));
        step.Answer(input.Request, target.Spec.Name, Outcome.Ok);
    }

    /// <summary>The signallable set, as soon as there is a pid.</summary>
    private static bool CanBeSignalled(ProcessEntry entry) =>
        entry.State.Code.IsInSignallableSet() && entry.State.Pid is not null;
}
