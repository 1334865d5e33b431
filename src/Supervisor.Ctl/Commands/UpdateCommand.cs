using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class UpdateCommand : ICommand
{
    public string Name => "update";

    public CompletionKind Completion => CompletionKind.Groups;

    public string Help =>
        """
        update			Reload config and add/remove as necessary, and will restart affected programs
        update all		Reload config and add/remove as necessary, and will restart affected programs
        update <gname> [...]	Update specific groups
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        try
        {
            string[] groups = words.Contains("all") ? [] : [.. words.Distinct()];
            string[] known = groups.Length == 0 ? [] : await KnownAsync(session, groups, cancellationToken);
            if (groups.Length > 0 && known.Length == 0)
                return;
            ConfigChanges changes = await session.Client.UpdateAsync(known, cancellationToken);
            Show(session, changes);
        }
        catch (ControlException e) when (e.Code == ErrorCodes.ShuttingDown)
        {
            session.Fail(ExitCode.Generic, "ERROR: already shutting down", e.Error.ToProblem());
        }
        catch (ControlException e) when (e.Code == ErrorCodes.BadConfig)
        {
            session.FailConfig(e.Error.ToProblem());
        }
    }

    /// <summary>The groups that exist now or after the update; the others are named as errors, and the work goes on without them.</summary>
    private static async Task<string[]> KnownAsync(Session session, string[] groups, CancellationToken cancellationToken)
    {
        ConfigChanges changes = await session.Client.RereadAsync(cancellationToken);
        IReadOnlyList<ProcessInfo> processes = await session.Client.ListProcessesAsync(null, cancellationToken);
        var existing = changes.Changes.Select(change => change.Group)
            .Concat(processes.Select(process => process.Group))
            .ToHashSet(StringComparer.Ordinal);
        string[] known = [.. groups.Where(existing.Contains)];
        foreach (string group in groups.Except(known))
            TellUnknown(session, group, nothingKnown: known.Length == 0);
        return known;
    }

    /// <summary>In JSON the one document is the answer for the known groups; only without any it is the problem, for the first.</summary>
    private static void TellUnknown(Session session, string group, bool nothingKnown)
    {
        string text = $"no such group: {group}";
        bool first = session.ExitCode == ExitCode.Ok;
        session.ExitCode = ExitCode.Generic;
        if (!session.Json)
        {
            session.Output.Line($"ERROR: {text}");
        }
        else if (nothingKnown && first)
        {
            var problem = new Problem { Title = "Not Found", Status = 404, Code = ErrorCodes.NoSuchGroup, Detail = text };
            session.WriteJson(problem, WireJson.Default.Problem);
        }
        else
        {
            session.Errors.Line($"ERROR: {text}");
            session.Errors.Flush();
        }
    }

    private static void Show(Session session, ConfigChanges changes)
    {
        if (changes.Changes.Any(change => change.Code != ErrorCodes.Ok))
            session.ExitCode = ExitCode.Generic;
        if (session.Json)
        {
            session.WriteJson(changes, WireJson.Default.ConfigChanges);
            return;
        }

        DiagnosticLines.WriteWarnings(session, changes);
        foreach (GroupChange change in changes.Changes)
        {
            // As supervisord, which stops a group before it removes it, whether anything of it runs or not.
            if (change.Stopped || change is { Change: "removed", Code: ErrorCodes.Ok })
                session.Output.Line($"{change.Group}: stopped");
            session.Output.Line($"{change.Group}: {Outcome(change)}");
        }
    }

    private static string Outcome(GroupChange change) => (change.Change, change.Code == ErrorCodes.Ok) switch
    {
        ("removed", true) => "removed process group",
        ("removed", false) => "has problems; not removing",
        ("changed", true) => "updated process group",
        ("added", true) => "added process group",
        (var other, _) => $"has problems ({change.Code}); not {other}",
    };
}
