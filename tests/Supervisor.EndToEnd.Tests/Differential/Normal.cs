using System.Text.RegularExpressions;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>Takes out of a text what differs from run to run.</summary>
internal static partial class Normal
{
    public static string Text(string text, string folder)
    {
        text = text.Replace(folder, "DIR", StringComparison.Ordinal);
        text = LogTime().Replace(text, "");
        text = Pid().Replace(text, "pid N");
        text = QuotedPid().Replace(text, "$1 (N)");
        text = Uptime().Replace(text, "uptime T");
        text = StopTime().Replace(text, "WHEN");
        text = Instance().Replace(text, "SUPERVISOR_INSTANCE=X");
        text = AutomaticLog().Replace(text, "$1-RANDOM.log");
        return text;
    }

    /// <summary>Pids that stand alone on a line; 0 is none.</summary>
    public static string Pids(string text) => LonePid().Replace(text, "N");

    /// <summary>The lines in order of the alphabet, where their order means nothing.</summary>
    public static string Sorted(string text) =>
        string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ", RegexOptions.Multiline)]
    private static partial Regex LogTime();

    [GeneratedRegex(@"\bpid \d+")]
    private static partial Regex Pid();

    [GeneratedRegex(@"^[1-9]\d*$", RegexOptions.Multiline)]
    private static partial Regex LonePid();

    [GeneratedRegex(@"(killing '[^']+') \(\d+\)")]
    private static partial Regex QuotedPid();

    [GeneratedRegex(@"SUPERVISOR_INSTANCE=\S+")]
    private static partial Regex Instance();

    [GeneratedRegex(@"\buptime \d+:\d\d:\d\d")]
    private static partial Regex Uptime();

    [GeneratedRegex(@"\b[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M")]
    private static partial Regex StopTime();

    [GeneratedRegex(@"(-(?:stdout|stderr)---[^-\s]+)-[A-Za-z0-9_]{8}\.log")]
    private static partial Regex AutomaticLog();
}
