using System.Globalization;
using Supervisor.Posix.Host;

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
        if (Of(ControlGroups.Root, ControlGroups.Membership()) is not { } room || room.Most - room.Used >= Least) return null;
        StandardError.WriteLine(room.Explanation);
        return StartFailedException.CannotOpen;
    }

    public string Explanation => string.Create(
        CultureInfo.InvariantCulture,
        $"supervisord: cannot start: at most {Most} processes and threads are allowed here, and {Used} are there already ({Path}); supervisord needs some 25 besides its programs: raise --pids-limit, TasksMax= or pids.max; nothing was started");

    /// <summary>The tightest limit; null where there is none.</summary>
    /// <param name="root">Where cgroups are mounted.</param>
    /// <param name="membership">This process's cgroups, as /proc/self/cgroup has them.</param>
    public static ProcessRoom? Of(string root, string membership) => ControlGroups.Folders("pids", root, membership)
        .Select(group => group.Folder)
        .Select(folder => Read($"{folder}/pids.max") is { } most && Read($"{folder}/pids.current") is { } used ? new ProcessRoom(most, used, $"{folder}/pids.max") : null)
        .OfType<ProcessRoom>()
        .MinBy(room => room.Most - room.Used);

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
