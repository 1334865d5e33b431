using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class RereadCommand : ICommand
{
    public string Name => "reread";

    public string Help => "reread \t\t\tReload the daemon's configuration files without add/remove";

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!session.TakesNoWords(this, words))
            return;
        ConfigChanges changes;
        try
        {
            changes = await session.Client.RereadAsync(cancellationToken);
        }
        catch (ControlException e) when (e.Code == ErrorCodes.ShuttingDown)
        {
            session.Fail(ExitCode.Generic, "ERROR: supervisor shutting down", e.Error.ToProblem());
            return;
        }
        catch (ControlException e) when (e.Code == ErrorCodes.BadConfig)
        {
            session.FailConfig(e.Error.ToProblem());
            return;
        }

        if (session.Json)
        {
            session.WriteJson(changes, WireJson.Default.ConfigChanges);
            return;
        }

        Show(session, changes);
    }

    private static void Show(Session session, ConfigChanges changes)
    {
        DiagnosticLines.WriteWarnings(session, changes);
        if (changes.Changes.Count == 0)
            session.Output.Line("No config updates to processes");
        foreach (GroupChange change in changes.Changes.OrderBy(change => change.Group, StringComparer.Ordinal))
            session.Output.Line($"{change.Group}: {Word(change.Change)}");
    }

    private static string Word(string change) => change switch
    {
        "added" => "available",
        "removed" => "disappeared",
        _ => change,
    };
}
