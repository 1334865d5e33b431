using System.Globalization;

namespace Supervisor.Benchmarks.Pump;

/// <summary>Processor time of one thread of this process, from its schedstat.</summary>
internal static class ThreadCost
{
    public static TimeSpan Of(string name)
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (File.ReadAllText(Path.Combine(task, "comm")).Trim() != name) continue;
            var nanoseconds = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0];
            return TimeSpan.FromTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 100);
        }

        throw new InvalidOperationException($"no thread {name}");
    }
}
