using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class StatusCommand : ICommand
{
    public string Name => "status";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        status <name>		Get status for a single process
        status <gname>:*	Get status for all processes in a group
        status <name> <name>	Get status for multiple named processes
        status			Get all process status info
        """;

    public Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        ShowAsync(session, words, cancellationToken);

    /// <summary>Shows the status of the named processes, of all without a name.</summary>
    public static async Task ShowAsync(Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = new List<ProcessInfo>();
        var unknown = new List<(OperationResult Result, string Line)>();
        try
        {
            // No question first whether it is a supervisord: the answer to this one tells, and people ask for nothing as often.
            if (names.Count == 0 || names.Contains("all"))
                found.AddRange(await AllAsync(session, cancellationToken));
            else
                await SelectAsync(session.Client, names, found, unknown, cancellationToken);
        }
        catch (ControlException e) when (session.Explain(e.Error) is { } known)
        {
            session.Fail(ExitCode.StatusUnknown, known.Line, e.Error.ToProblem());
            return;
        }

        TellUnknown(session, unknown, nothingFound: found.Count == 0);
        if (!session.Json)
            StatusTable.Write(session.Output, found);
        else if (found.Count > 0 || unknown.Count == 0)
            session.WriteJson(found, WireJson.Default.IReadOnlyListProcessInfo);
        if (found.Any(process => IsDead(process.StateName)))
            session.ExitCode = ExitCode.StatusDead;
    }

    private static Task<IReadOnlyList<ProcessInfo>> AllAsync(Session session, CancellationToken cancellationToken) => session.Json
        ? session.Client.ListProcessesAsync(null, cancellationToken)
        : session.Client.ListStatesAsync(cancellationToken);

    private static async Task SelectAsync(
        IControlClient client,
        IReadOnlyList<string> names,
        List<ProcessInfo> found,
        List<(OperationResult Result, string Line)> unknown,
        CancellationToken cancellationToken)
    {
        foreach (string name in names)
        {
            Namespec spec = Namespec.Parse(name);
            try
            {
                if (spec.Process is { } process)
                    found.Add(await client.GetProcessAsync(spec.Group, process, cancellationToken));
                else
                    found.AddRange(await client.GroupProcessesAsync(spec.Group, cancellationToken));
            }
            catch (ControlException e) when (e.Code is ErrorCodes.NoSuchProcess or ErrorCodes.NoSuchGroup)
            {
                var result = new OperationResult { Group = spec.Group, Name = spec.Process ?? "", Code = e.Code, Detail = e.Message };
                string line = spec.Process is null ? $"{spec.Group}: ERROR (no such group)" : $"{name}: ERROR (no such process)";
                unknown.Add((result, line));
            }
        }
    }

    /// <summary>In JSON the document is the list of what was found, and what was not is said beside it; with nothing found it is the problem.</summary>
    private static void TellUnknown(
        Session session, List<(OperationResult Result, string Line)> unknown, bool nothingFound)
    {
        for (int i = 0; i < unknown.Count; i++)
        {
            (OperationResult result, string line) = unknown[i];
            session.ExitCode = ExitCode.StatusUnknown;
            if (!session.Json)
                session.Output.Line(line);
            else if (nothingFound && i == 0)
                session.WriteJson(NotFound(result), WireJson.Default.Problem);
            else
                session.Errors.Line(line);
        }

        session.Errors.Flush();
    }

    private static Problem NotFound(OperationResult result) =>
        new() { Title = "Not Found", Status = 404, Code = result.Code, Detail = result.Detail };

    private static bool IsDead(string state) => state is "STOPPED" or "EXITED" or "FATAL" or "UNKNOWN";
}
