using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>Tells results as they come: as lines at once, or as one JSON document at the end.</summary>
internal sealed class ResultReport(Session session)
{
    private readonly List<OperationResult> _results = [];

    public void Add(OperationResult result, ResultWords words)
    {
        session.ExitCode = words.ExitCodeOf(result.Code) ?? session.ExitCode;
        Tell(result, words.Line(result));
    }

    public void AddUnknownGroup(string group, ResultWords words)
    {
        session.ExitCode = words.NoSuchGroup;
        Tell(
            new OperationResult { Group = group, Name = "", Code = ErrorCodes.NoSuchGroup, Detail = $"no such group: {group}" },
            $"{group}: ERROR (no such group)");
    }

    /// <summary>A result with words of the command's own.</summary>
    public void Tell(OperationResult result, string line)
    {
        if (session.Json)
        {
            _results.Add(result);
            return;
        }

        session.Output.Line(line);
    }

    public void Complete()
    {
        if (session.Json)
            session.WriteJson(new OperationResults(_results), WireJson.Default.OperationResults);
    }
}
