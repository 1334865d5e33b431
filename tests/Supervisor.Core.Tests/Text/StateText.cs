using Supervisor.Core.Processes;

namespace Supervisor.Core.Tests.Text;

/// <summary>What the API would show of a process, as one line.</summary>
internal static class StateText
{
    public static string Of(ProcessEntry entry)
    {
        var history = entry.History;
        var parts = new List<string>
        {
            entry.Spec.Name.ToString(),
            entry.State.Code.ToString().ToUpperInvariant(),
            $"pid={entry.State.Pid ?? 0}",
            $"exitstatus={history.LastExit?.Status ?? 0}",
            $"spawnerr='{history.SpawnError}'",
            $"start={Wall(history.LastStart)}",
            $"stop={Wall(history.LastStop)}",
        };
        return string.Join(' ', parts);
    }

    private static string Wall(DateTimeOffset? at) => at is { } wall ? $"{(wall - Clock.Epoch).TotalSeconds}s" : "never";
}
