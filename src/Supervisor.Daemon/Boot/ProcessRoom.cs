using System.Globalization;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// How many processes and threads may still be started here: the pids controller of cgroups(7), which is what <c>--pids-limit</c> of containers and
/// <c>TasksMax=</c> of systemd set. Where too few are left for our own threads nothing would come of a start but their failure.
/// </summary>
/// <param name="Most">pids.max.</param>
/// <param name="Used">pids.current.</param>
/// <param name="Path">The file of the limit.</param>
internal sealed record ProcessRoom(long Most, long Used, string Path)
{
    /// <summary>What keeper and brain cannot do without.</summary>
    public const int Least = 16;

    /// <summary>The exit status, when there is too little room, which was said; else null.</summary>
    public static int? Refuse()
    {
        if (OfThisProcess() is not { } room || room.Most - room.Used >= Least) return null;
        StandardError.WriteLine(room.Explanation);
        return StartFailedException.CannotOpen;
    }

    public string Explanation => string.Create(
        CultureInfo.InvariantCulture,
        $"supervisord: cannot start: at most {Most} processes and threads are allowed here, and {Used} are there already ({Path}); supervisord needs some 25 besides its programs: raise --pids-limit, TasksMax= or pids.max; nothing was started");

    /// <summary>The tightest limit; null where there is none.</summary>
    /// <param name="root">Where cgroups are mounted.</param>
    /// <param name="membership">This process's cgroups, as /proc/self/cgroup has them.</param>
    public static ProcessRoom? Of(string root, string membership) => Folders(root, membership)
        .Select(folder => Read($"{folder}/pids.max") is { } most && Read($"{folder}/pids.current") is { } used ? new ProcessRoom(most, used, $"{folder}/pids.max") : null)
        .OfType<ProcessRoom>()
        .MinBy(room => room.Most - room.Used);

    private static ProcessRoom? OfThisProcess()
    {
        try
        {
            return Of("/sys/fs/cgroup", File.ReadAllText("/proc/self/cgroup"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A limit holds for all that is below it. In a container without a cgroup namespace the mounted root is what /proc names by its place on the host.
    private static IEnumerable<string> Folders(string root, string membership)
    {
        foreach (var line in membership.Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path]) continue;
            if (controllers.Length > 0 && !controllers.Split(',').Contains("pids")) continue;
            var mount = controllers.Length > 0 ? $"{root}/pids" : root;
            for (; path.Length > 1; path = path[..Math.Max(path.LastIndexOf('/'), 0)]) yield return mount + path;
            yield return mount;
        }
    }

    // "max" is no limit.
    private static long? Read(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
