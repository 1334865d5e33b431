using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

internal static class GroupProcesses
{
    /// <summary>The processes of a group. A group without any is taken for unknown, whichever way the server says it.</summary>
    /// <exception cref="ControlException"><see cref="ErrorCodes.NoSuchGroup"/>.</exception>
    public static async Task<IReadOnlyList<ProcessInfo>> GroupProcessesAsync(
        this IControlClient client, string group, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProcessInfo> processes = await client.ListProcessesAsync(group, cancellationToken);
        if (processes.Count > 0)
            return processes;
        var problem = new Problem { Title = "Not Found", Status = 404, Code = ErrorCodes.NoSuchGroup, Detail = $"no such group: {group}" };
        throw new ControlException(new ControlError(ControlFailure.Answered, problem.Code, problem.Detail, problem));
    }
}
