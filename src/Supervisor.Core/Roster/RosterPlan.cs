using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>What has to happen to one process to make it what a new config says.</summary>
public enum ProcessChange
{
    Added,
    Removed,

    /// <summary>It takes effect only with a new start.</summary>
    Restart,

    /// <summary>It takes effect at once, and the process goes on.</summary>
    InPlace,
}

/// <param name="Spec">The new spec; the old one when the process is removed.</param>
public sealed record ProcessPlan(ProcessChange Change, ProcessSpec Spec);

/// <summary>The way of one group from one config to another.</summary>
/// <param name="Old">Null for an added group.</param>
/// <param name="New">Null for a removed group.</param>
public sealed record GroupPlan(string Name, ChangeKind Kind, GroupSpec? Old, GroupSpec? New, ValueList<ProcessPlan> Processes);

/// <summary>The difference of two configs: removed groups, then changed, then added ones, each by name.</summary>
public sealed record RosterPlan(ValueList<GroupPlan> Groups)
{
    /// <param name="active">The groups that are there.</param>
    /// <param name="next">The groups that should be there.</param>
    /// <param name="only">The groups to look at; all when it is empty.</param>
    public static RosterPlan Diff(IEnumerable<GroupSpec> active, RosterSpec next, ValueList<string> only)
    {
        var filter = only.ToHashSet(StringComparer.Ordinal);
        var old = active.Where(InFilter).ToDictionary(group => group.Name, StringComparer.Ordinal);
        var wanted = next.Groups.Where(InFilter).ToDictionary(group => group.Name, StringComparer.Ordinal);

        var removed = old.Values.Where(group => !wanted.ContainsKey(group.Name)).Select(Removed);
        var added = wanted.Values.Where(group => !old.ContainsKey(group.Name)).Select(Added);
        var changed = wanted.Values
            .Where(group => old.TryGetValue(group.Name, out var before) && before != group)
            .Select(group => Changed(old[group.Name], group));

        return new RosterPlan([.. Sorted(removed), .. Sorted(changed), .. Sorted(added)]);

        bool InFilter(GroupSpec group) => filter.Count == 0 || filter.Contains(group.Name);
    }

    private static IOrderedEnumerable<GroupPlan> Sorted(IEnumerable<GroupPlan> plans) =>
        plans.OrderBy(plan => plan.Name, StringComparer.Ordinal);

    private static GroupPlan Removed(GroupSpec group) =>
        new(group.Name, ChangeKind.Removed, group, null, [.. All(ProcessChange.Removed, group)]);

    private static GroupPlan Added(GroupSpec group) =>
        new(group.Name, ChangeKind.Added, null, group, [.. All(ProcessChange.Added, group)]);

    private static IEnumerable<ProcessPlan> All(ProcessChange change, GroupSpec group) =>
        group.Processes.Select(process => new ProcessPlan(change, process));

    private static GroupPlan Changed(GroupSpec before, GroupSpec after)
    {
        var old = before.Processes.ToDictionary(process => process.Name);
        var wanted = after.Processes.Select(process => process.Name).ToHashSet();
        var plans = before.Processes
            .Where(process => !wanted.Contains(process.Name))
            .Select(process => new ProcessPlan(ProcessChange.Removed, process))
            .ToList();
        foreach (var process in after.Processes)
        {
            if (!old.TryGetValue(process.Name, out var was))
            {
                plans.Add(new ProcessPlan(ProcessChange.Added, process));
            }
            else if (was != process)
            {
                var change = SpecChange.NeedsRestart(was, process) ? ProcessChange.Restart : ProcessChange.InPlace;
                plans.Add(new ProcessPlan(change, process));
            }
        }

        return new GroupPlan(after.Name, ChangeKind.Changed, before, after, [.. plans]);
    }
}
