using System.Globalization;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper;

/// <summary>
/// The variable that every program has in its environment, first of all, and its descendants with it: the instance, and the keeper's pid and start
/// time. So programs can be told from those of others, and those of a dead keeper from those of a living one.
/// </summary>
internal static class ProgramMark
{
    internal const string Variable = "SUPERVISOR_INSTANCE";

    /// <summary>For programs of this process.</summary>
    internal static string Of(string instance) => string.Create(
        CultureInfo.InvariantCulture, $"{Variable}={instance}:{CurrentProcess.Pid}:{StartTime.Ticks(CurrentProcess.Pid)}");

    /// <summary>The environment with the mark, and no other one.</summary>
    internal static IReadOnlyList<string> On(IReadOnlyList<string> environment, string? mark) => mark is null
        ? environment
        : [mark, .. environment.Where(v => !v.StartsWith(Variable + "=", StringComparison.Ordinal))];

    /// <summary>The parts of a mark's value; null for one that we did not write.</summary>
    internal static (string Instance, int KeeperPid, long KeeperTicks)? Parse(string value)
    {
        var words = value.Split(':');
        return words.Length == 3
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? (words[0], pid, ticks)
                : null;
    }
}
