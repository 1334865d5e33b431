using System.Globalization;
using Supervisor.Testing;

namespace Supervisor.Keeper.Tests;

/// <summary>What /proc says about this process and others.</summary>
internal static class Observe
{
    internal static int OpenDescriptors(int? pid = null) => Directory.GetFileSystemEntries($"/proc/{pid ?? Environment.ProcessId}/fd").Length;

    internal static IReadOnlyList<int> Children(int pid) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{pid}/task")
            .SelectMany(task => Read(Path.Join(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Whether there is such a process and it has not ended.</summary>
    internal static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Context switches of the threads of this name in a process, all together.</summary>
    internal static long SwitchesOf(string thread, int pid) =>
        Directory.EnumerateDirectories($"/proc/{pid}/task")
            .Where(task => Read(Path.Join(task, "comm")).Trim() == thread)
            .SelectMany(task => Read(Path.Join(task, "status")).Split('\n'))
            .Where(line => line.Contains("ctxt_switches", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));

    internal static void WaitUntil(Func<bool> condition, string what) =>
        Eventually.IsTrueAsync(condition, what).GetAwaiter().GetResult();

    // A thread of the pool may end between the listing and the reading; it has nothing to tell then.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
