using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>One group on its way from its old spec to the new one.</summary>
internal static class UpdatedGroup
{
    /// <summary>What can be done at once is done; what has to be stopped first is marked.</summary>
    public static void Mark(RosterStep step, GroupPlan plan)
    {
        foreach (var process in plan.Processes)
        {
            if (!step.TryFind(process.Spec.Name, out var entry))
            {
                continue;
            }

            switch (process.Change)
            {
                case ProcessChange.InPlace:
                    ChangeInPlace(step, entry, process.Spec);
                    break;
                case ProcessChange.Removed:
                    step.Put(entry with { Leaving = true });
                    break;
                case ProcessChange.Restart:
                    step.Put(entry with { NextSpec = process.Spec, StartNext = process.Spec.AutoStart || IsWantedUp(entry) });
                    break;
            }
        }
    }

    /// <summary>The new spec takes the place of the old one. False when a process of it could not be stopped.</summary>
    public static bool Apply(RosterStep step, GroupPlan plan)
    {
        var survivors = new List<ProcessSpec>();
        var complete = true;
        foreach (var process in plan.Processes)
        {
            if (!step.TryFind(process.Spec.Name, out var entry))
            {
                if (process.Change == ProcessChange.Added)
                {
                    step.Open(process.Spec);
                }
            }
            else if (process.Change == ProcessChange.Removed)
            {
                if (GroupCommands.HasNoChild(entry))
                {
                    step.Close(entry);
                }
                else
                {
                    survivors.Add(entry.Spec);
                    step.Put(entry with { Leaving = false, NextSpec = null });
                    complete = false;
                }
            }
            else if (entry.State is ProcessState.Unknown && entry.NextSpec is not null)
            {
                complete = false;
            }
        }

        ReplaceGroup(step, plan, survivors);
        return complete;
    }

    /// <summary>Starts what the plan adds or replaces, in start order; what is not to be started only takes its spec.</summary>
    public static void StartAll(RosterStep step, RosterPlan plan)
    {
        var changed = plan.Groups
            .SelectMany(group => group.Processes)
            .Where(process => process.Change is ProcessChange.Added or ProcessChange.Restart)
            .ToDictionary(process => process.Spec.Name, process => process.Change);
        var groups = plan.Groups.Where(group => group.New is not null).Select(group => group.New!);
        foreach (var process in groups.InStartOrder().SelectMany(Order.InStartOrder))
        {
            if (!changed.TryGetValue(process.Name, out var change) || !step.TryFind(process.Name, out var entry))
            {
                continue;
            }

            if (entry.State is ProcessState.Unknown)
            {
                step.Put(entry with { StartNext = false });
            }
            else if (change == ProcessChange.Added ? process.AutoStart : entry.StartNext)
            {
                step.Apply(process.Name, ProcessEvent.StartRequested.Instance);
            }
            else if (entry.NextSpec is not null)
            {
                step.TakeNextSpec(entry);
            }
        }
    }

    private static bool IsWantedUp(ProcessEntry entry) =>
        entry.State.Code.IsInRunningSet() || entry.State is ProcessState.Stopping { Then: AfterStop.StartAgain };

    private static void ChangeInPlace(RosterStep step, ProcessEntry entry, ProcessSpec spec)
    {
        step.Put(entry.NextSpec is null ? entry with { Spec = spec } : entry with { NextSpec = spec });
        step.Emit(new Effect.ReconfigureProcess(spec));
    }

    private static void ReplaceGroup(RosterStep step, GroupPlan plan, List<ProcessSpec> survivors)
    {
        if (plan.New is { } after)
        {
            step.Groups = step.Groups.SetItem(plan.Name, after with { Processes = [.. after.Processes, .. survivors] });
            if (plan.Kind == ChangeKind.Added)
            {
                step.Tell(new Notice.GroupAdded(plan.Name));
            }
        }
        else if (survivors.Count > 0)
        {
            step.Groups = step.Groups.SetItem(plan.Name, plan.Old! with { Processes = [.. survivors] });
        }
        else
        {
            step.Groups = step.Groups.Remove(plan.Name);
            step.Tell(new Notice.GroupRemoved(plan.Name));
        }
    }
}
