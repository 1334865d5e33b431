using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>
/// Programs whose end is the end of everything. Only what ends by itself counts: whoever stops a program by hand, such as to start it
/// again, goes on having a supervisor.
/// </summary>
internal static class Endings
{
    /// <summary>Looks at what has ended in this step.</summary>
    public static void Look(RosterStep step)
    {
        if (step.Ended.Count == 0 || step.Draining) return;
        foreach (var name in step.Ended)
        {
            if (!step.TryFind(name, out var entry) || !IsOver(entry) || ReasonOf(step.ExitWhen, entry) is not { } reason) continue;
            End(step, new Ending(reason, name, entry.History.LastEnd));
            return;
        }

        if (step.ExitWhen == ExitWhen.AllExited && step.Standing == 0)
            End(step, OfAll(step));
    }

    /// <summary>Whether everything goes on for the sake of this process, where only the end of all ends it.</summary>
    public static bool StandsAgainst(ProcessEntry entry) => !entry.Spec.IsEventListener && !IsOver(entry);

    private static EndReason? ReasonOf(ExitWhen rule, ProcessEntry entry) => entry switch
    {
        { Spec.Essential: true } => EndReason.Essential,
        { Spec.IsEventListener: true } => null,
        _ when rule == ExitWhen.AnyExited => EndReason.AnyExited,
        { State: ProcessState.Fatal } when rule == ExitWhen.AnyFatal => EndReason.AnyFatal,
        _ => null,
    };

    // An update that replaces it starts it again.
    private static bool IsOver(ProcessEntry entry) =>
        entry.State is ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal && entry is { StartNext: false, Leaving: false };

    // The first in the order of starts that has failed speaks for all.
    private static Ending OfAll(RosterStep step)
    {
        foreach (var entry in Targets.InStartOrder(step, new Selection.All()))
        {
            if (!entry.Spec.IsEventListener && HasFailed(entry)) return new Ending(EndReason.AllExited, entry.Spec.Name, entry.History.LastEnd);
        }

        return new Ending(EndReason.AllExited, Cause: null, How: null);
    }

    private static bool HasFailed(ProcessEntry entry) => entry.State switch
    {
        ProcessState.Fatal => true,
        ProcessState.Exited => entry.History.LastEnd is LifeEnd.Ended { Outcome: var outcome } && !entry.Spec.IsExpected(outcome),
        _ => false,
    };

    private static void End(RosterStep step, Ending ending)
    {
        step.Ending = ending;
        step.Tell(new Notice.SupervisorEnding(ending));
        Draining.Shutdown(step);
    }
}
