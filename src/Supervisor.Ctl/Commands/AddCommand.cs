using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class AddCommand : ICommand
{
    public string Name => "add";

    public CompletionKind Completion => CompletionKind.Groups;

    public string Help => "add <name> [...]\tActivates any updates in config for process/group";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var report = new ResultReport(session);
        foreach (string group in words)
        {
            try
            {
                OperationResult result = await session.Client.AddGroupAsync(group, cancellationToken);
                report.Tell(result, $"{group}: added process group");
            }
            catch (ControlException e) when (Words(e.Code, group) is { } line)
            {
                // A group that is there already is what was asked for.
                if (e.Code != ErrorCodes.AlreadyAdded)
                    session.ExitCode = ExitCode.Generic;
                report.Tell(new OperationResult { Group = group, Name = "", Code = e.Code, Detail = e.Message }, line);
            }
        }

        report.Complete();
    }

    private static string? Words(string code, string group) => code switch
    {
        ErrorCodes.ShuttingDown => "ERROR: shutting down",
        ErrorCodes.AlreadyAdded => "ERROR: process group already active",
        ErrorCodes.NoSuchGroup => $"ERROR: no such process/group: {group}",
        _ => null,
    };
}
