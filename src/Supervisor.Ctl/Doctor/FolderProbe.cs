using Supervisor.Core.Specs;
using Supervisor.Posix;
using Supervisor.Posix.Host;

namespace Supervisor.Ctl.Doctor;

/// <summary>Looks at every folder that the config has files in.</summary>
internal static class FolderProbe
{
    /// <param name="spec">A valid config, or null.</param>
    /// <param name="asksRights">Whether what we may do tells anything: a running supervisord may be another user.</param>
    public static IReadOnlyList<FolderFacts> Look(SupervisorSpec? spec, bool asksRights)
    {
        if (spec is null)
            return [];
        return [.. Files(spec)
            .Where(file => !file.Path.StartsWith("/dev/", StringComparison.Ordinal))
            .GroupBy(file => Path.GetDirectoryName(file.Path) ?? "/", StringComparer.Ordinal)
            .Select(folder => Look(folder.Key, string.Join(", ", folder.Select(file => file.Purpose).Distinct()), asksRights))];
    }

    private static IEnumerable<(string Path, string Purpose)> Files(SupervisorSpec spec)
    {
        if (spec.Daemon.LogFile is { } log)
            yield return (log, "the main log");
        if (spec.Daemon.PidFile.Length > 0)
            yield return (spec.Daemon.PidFile, "the pid file");
        foreach (ServerSpec.Unix server in spec.Servers.OfType<ServerSpec.Unix>())
            yield return (server.Path, "the socket");
        foreach (ProcessSpec process in spec.Roster.Groups.SelectMany(group => group.Processes))
        {
            foreach (LogDestination destination in new[] { process.Stdout.Destination, process.Stderr.Destination })
            {
                if (destination is LogDestination.File file)
                    yield return (file.Path, "logs");
                else if (destination is LogDestination.Auto)
                    yield return (Path.Combine(spec.Daemon.ChildLogDirectory, "auto"), "logs");
            }
        }
    }

    private static FolderFacts Look(string path, string purpose, bool asksRights)
    {
        Errno write = asksRights ? PathAccess.AskWrite(path) : Errno.None;
        try
        {
            var drive = new DriveInfo(path);
            return new FolderFacts(path, purpose, write == Errno.None ? null : write.Text, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FolderFacts(path, purpose, write == Errno.None ? Directory.Exists(path) ? null : "No such file or directory" : write.Text, null, null);
        }
    }
}
