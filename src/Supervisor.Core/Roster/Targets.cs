using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Which processes a command means, and the answers that are the same for all commands.</summary>
internal static class Targets
{
    /// <summary>The groups of a selection of several processes; none when it names an unknown group.</summary>
    public static IReadOnlyList<GroupSpec> Groups(RosterStep step, Selection what) => what switch
    {
        Selection.OneGroup(var name) => step.Groups.TryGetValue(name, out var group) ? [group] : [],
        _ => [.. step.Groups.Values],
    };

    /// <summary>The processes of a selection of several, in start order.</summary>
    public static IEnumerable<ProcessEntry> InStartOrder(RosterStep step, Selection what)
    {
        foreach (var process in Groups(step, what).InStartOrder().SelectMany(Order.InStartOrder))
        {
            if (step.TryFind(process.Name, out var entry))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Answers a command for a group that does not exist; false when it does.</summary>
    public static bool RefuseUnknownGroup(RosterStep step, RequestId request, Selection what)
    {
        if (what is not Selection.OneGroup(var group) || step.Groups.ContainsKey(group))
        {
            return false;
        }

        RefuseGroup(step, request, group, Outcome.NoSuchGroup);
        return true;
    }

    /// <summary>Answers a command that comes too late; false while the supervisor runs normally.</summary>
    public static bool RefuseWhileDraining(RosterStep step, RequestId request, Selection what)
    {
        if (!step.Draining)
        {
            return false;
        }

        step.Accept(request, 1);
        step.Answer(request, Subject(what), Outcome.ShuttingDown);
        return true;
    }

    private static void RefuseGroup(RosterStep step, RequestId request, string group, Outcome outcome)
    {
        step.Accept(request, 1);
        step.Answer(request, new ProcessName(group, ""), outcome);
    }

    private static ProcessName Subject(Selection what) => what switch
    {
        Selection.OneProcess(var process) => process,
        Selection.OneGroup(var group) => new ProcessName(group, ""),
        _ => new ProcessName("", ""),
    };
}
