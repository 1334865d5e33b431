using Supervisor.Core.Roster;

namespace Supervisor.Core.Processes;

/// <summary>Answers the requests that wait for a process.</summary>
internal static class WaiterAnswers
{
    /// <summary>Answers all waiters of one kind and forgets them.</summary>
    public static ProcessEntry Answer(
        this ProcessEntry entry, WaitKind kind, Outcome outcome, string detail, List<Effect> effects)
    {
        if (entry.Waiters.Count == 0)
        {
            return entry;
        }

        var others = new List<Waiter>();
        foreach (var waiter in entry.Waiters)
        {
            if (waiter.Kind == kind)
            {
                effects.Add(new Effect.TargetDone(waiter.Request, entry.Spec.Name, outcome, detail));
            }
            else
            {
                others.Add(waiter);
            }
        }

        return entry with { Waiters = [.. others] };
    }
}
