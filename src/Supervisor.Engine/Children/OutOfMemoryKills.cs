using System.Globalization;
using Supervisor.Posix.Host;

namespace Supervisor.Engine.Children;

/// <summary>
/// Tells a process that the kernel has killed because memory ran out from one that somebody has killed: the kernel counts such kills in the
/// memory cgroup (cgroups(7): <c>memory.events</c> of version 2, <c>memory.oom_control</c> of version 1), before it sends the signal. Any thread.
/// </summary>
internal sealed class OutOfMemoryKills
{
    private const string Counter = "oom_kill ";

    // A count is about exits that come right after it, and not about somebody's kill an hour later.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly Lock _change = new();
    private readonly string? _path;
    private long _seen;
    private long _open;
    private long _until;

    /// <param name="root">Where cgroups are mounted.</param>
    /// <param name="membership">This process's cgroups, as /proc/self/cgroup has them.</param>
    public OutOfMemoryKills(string root, string membership)
    {
        _path = ControlGroups.Folders("memory", root, membership)
            .Select(group => $"{group.Folder}/{(group.IsVersion2 ? "memory.events" : "memory.oom_control")}")
            .FirstOrDefault(path => Read(path) is not null);
        if (_path is not null) _seen = Read(_path) ?? 0;
    }

    /// <summary>For our own cgroup, in which the programs are as well.</summary>
    public static OutOfMemoryKills OfThisProcess() => new(ControlGroups.Root, ControlGroups.Membership());

    /// <summary>Whether the end of a process by SIGKILL that was told just now is one of them. Each is given to one process.</summary>
    public bool Take()
    {
        if (_path is null) return false;
        lock (_change)
        {
            var (count, now) = (Read(_path) ?? _seen, Environment.TickCount64);
            if (count > _seen) (_open, _until) = (count - _seen, now + (long)Freshness.TotalMilliseconds);
            _seen = count;
            if (_open == 0 || now > _until) return false;
            _open--;
            return true;
        }
    }

    private static long? Read(string path)
    {
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.StartsWith(Counter, StringComparison.Ordinal)
                    && long.TryParse(line.AsSpan(Counter.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return count;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // No such controller here, or not for us.
        }

        return null;
    }
}
