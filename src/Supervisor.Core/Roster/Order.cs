using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>In which order processes start; they stop in the reverse one.</summary>
internal static class Order
{
    /// <summary>Groups by (priority, name).</summary>
    public static IOrderedEnumerable<GroupSpec> InStartOrder(this IEnumerable<GroupSpec> groups) =>
        groups.OrderBy(group => group.Priority).ThenBy(group => group.Name, StringComparer.Ordinal);

    /// <summary>A written group in the order of its <c>programs</c>; the processes of one program by (priority, name).</summary>
    public static IEnumerable<ProcessSpec> InStartOrder(this GroupSpec group) => group.Explicit
        ? group.Processes
        : group.Processes.OrderBy(process => process.Priority).ThenBy(process => process.Name.Name, StringComparer.Ordinal);

    /// <summary>
    /// Phases of a stop, the highest priority value first. Groups of equal priority make one phase; inside it all are
    /// signalled at once, the last to start first.
    /// </summary>
    public static IEnumerable<ValueList<ProcessName>> InStopPhases(
        this IEnumerable<GroupSpec> groups, Func<ProcessName, bool> concerned) =>
        groups.InStartOrder()
            .GroupBy(group => group.Priority)
            .Reverse()
            .Select(phase => phase.SelectMany(InStartOrder).Select(process => process.Name).Where(concerned).Reverse().ToValueList())
            .Where(phase => phase.Count > 0);
}
