using System.Globalization;
using System.Text;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>What /proc says about processes.</summary>
internal static class ProcFs
{
    /// <summary>Whether there is such a process and it has not ended.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } fields && fields[0] is not ("Z" or "X");

    /// <summary>Whether all its threads are stopped by a signal.</summary>
    public static bool IsStopped(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .All(task => Encoding.UTF8.GetString(Read($"{task}/stat")) is var stat && stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T'));

    public static int? ParentOf(int pid) => Stat(pid) is { } fields ? Number(fields[1]) : null;

    public static int? ProcessGroupOf(int pid) => Stat(pid) is { } fields ? Number(fields[2]) : null;

    public static int? SessionOf(int pid) => Stat(pid) is { } fields ? Number(fields[3]) : null;

    /// <summary>Device number of the controlling terminal; 0: none.</summary>
    public static int? TerminalOf(int pid) => Stat(pid) is { } fields ? Number(fields[4]) : null;

    /// <summary>The processes that have this in their environment as <c>NAME=value</c> and have not ended.</summary>
    public static IReadOnlyList<int> WithVariable(string variable)
    {
        var wanted = Encoding.UTF8.GetBytes($"\0{variable}\0");
        return [.. Pids().Where(pid => EnvironmentOf(pid).AsSpan().IndexOf(wanted) >= 0 && IsAlive(pid))];
    }

    public static string CommandLineOf(int pid) => Encoding.UTF8.GetString(Read($"/proc/{pid}/cmdline")).Replace('\0', ' ').Trim();

    public static IReadOnlyList<int> ChildrenOf(int pid) => [.. Pids().Where(child => ParentOf(child) == pid)];

    /// <summary>Voluntary and other context switches of each thread, by its id.</summary>
    public static IReadOnlyDictionary<string, long> ContextSwitchesOf(int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task").ToDictionary(
            task => $"{Path.GetFileName(task)} {Encoding.UTF8.GetString(Read($"{task}/comm")).Trim()}",
            task => Encoding.UTF8.GetString(Read($"{task}/status"))
                .Split('\n')
                .Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)));

    /// <summary>
    /// Memory in kB: all that is resident, what is this process's alone, and of that what it has written (the rest is of files that nobody
    /// else has mapped just now).
    /// </summary>
    public static (int Resident, int Private, int Written) MemoryOf(int pid)
    {
        var lines = Encoding.UTF8.GetString(Read($"/proc/{pid}/smaps_rollup")).Split('\n');
        return (Sum("Rss:"), Sum("Private_Clean:") + Sum("Private_Dirty:"), Sum("Private_Dirty:"));

        int Sum(string name) => lines
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    // The fields after the name: state, parent, process group, session, terminal.
    private static string[]? Stat(int pid)
    {
        var stat = Encoding.UTF8.GetString(Read($"/proc/{pid}/stat"));
        return stat.Length == 0 ? null : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static byte[] EnvironmentOf(int pid) => [0, .. Read($"/proc/{pid}/environ"), 0];

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => Number(name!));

    // Empty for a process that is gone or belongs to somebody else.
    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
