using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>What readers of a snapshot ask for.</summary>
public static class RosterView
{
    /// <summary>The active groups in the order in which they start: by (priority, name).</summary>
    public static IEnumerable<GroupSpec> GroupsInOrder(this RosterState state) => state.Groups.Values.InStartOrder();

    /// <summary>The processes of a group in the order in which they start; none for an unknown group.</summary>
    public static IEnumerable<ProcessEntry> ProcessesOf(this RosterState state, string group) =>
        state.Groups.TryGetValue(group, out var spec)
            ? spec.InStartOrder().Select(process => state.Processes[process.Name])
            : [];

    /// <summary>How many processes are in a state.</summary>
    public static int CountIn(this RosterState state, StateCode code) =>
        state.Processes.Values.Count(entry => entry.State.Code == code);

    /// <summary>How many processes have a child, as far as its pid is known.</summary>
    public static int CountAlive(this RosterState state) =>
        state.Processes.Values.Count(entry => entry.State.Pid is not null);
}
