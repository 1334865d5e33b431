using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class RemoveCommand : ICommand
{
    public string Name => "remove";

    public CompletionKind Completion => CompletionKind.Groups;

    public string Help => "remove <name> [...]\tRemoves process/group from active config";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var report = new ResultReport(session);
        foreach (string group in words)
        {
            try
            {
                OperationResult result = await session.Client.RemoveGroupAsync(group, cancellationToken);
                report.Tell(result, $"{group}: removed process group");
            }
            catch (ControlException e) when (Words(e.Code, group) is { } line)
            {
                session.ExitCode = ExitCode.Generic;
                report.Tell(new OperationResult { Group = group, Name = "", Code = e.Code, Detail = e.Message }, line);
            }
        }

        report.Complete();
    }

    private static string? Words(string code, string group) => code switch
    {
        ErrorCodes.ShuttingDown => "ERROR: shutting down",
        ErrorCodes.StillRunning => $"ERROR: process/group still running: {group}",
        ErrorCodes.NoSuchGroup => $"ERROR: no such process/group: {group}",
        _ => null,
    };
}
