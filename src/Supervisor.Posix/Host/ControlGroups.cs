namespace Supervisor.Posix.Host;

/// <summary>Where the kernel has the files of a controller for this process (cgroups(7), version 1 and 2).</summary>
public static class ControlGroups
{
    /// <summary>Where they are mounted.</summary>
    public const string Root = "/sys/fs/cgroup";

    /// <summary>This process's groups, as /proc/self/cgroup has them; empty where it cannot be read.</summary>
    public static string Membership()
    {
        try
        {
            return File.ReadAllText("/proc/self/cgroup");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// The folder of the group itself and of all above it, whose limits hold for it as well. The last one is the mounted root: in a container without
    /// a cgroup namespace that is the group, which /proc names by its place on the host. Not each need exist.
    /// </summary>
    /// <param name="controller">Such as <c>memory</c>.</param>
    /// <param name="root">As <see cref="Root"/>.</param>
    /// <param name="membership">As <see cref="Membership"/>.</param>
    public static IEnumerable<(string Folder, bool IsVersion2)> Folders(string controller, string root, string membership)
    {
        foreach (var line in membership.Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path]) continue;
            var isVersion2 = controllers.Length == 0;
            if (!isVersion2 && !controllers.Split(',').Contains(controller)) continue;
            var mount = isVersion2 ? root : $"{root}/{controller}";

            // What is above the root of a namespace cannot be reached.
            if (path.StartsWith("/..", StringComparison.Ordinal)) path = "";
            for (; path.Length > 1; path = path[..Math.Max(path.LastIndexOf('/'), 0)]) yield return (mount + path, isVersion2);
            yield return (mount, isVersion2);
        }
    }
}
