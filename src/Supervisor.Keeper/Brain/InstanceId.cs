using System.Globalization;
using System.Text;
using Supervisor.Posix.Files;

namespace Supervisor.Keeper.Brain;

/// <summary>
/// Names one installation of the daemon: the next start has the same one, and no other daemon on the machine has it, in whatever container.
/// </summary>
public static class InstanceId
{
    /// <summary>
    /// For the daemon that this path belongs to, best its pid file. Made of the path, of the device and inode of its directory (a container has
    /// the same path elsewhere) and of the pid namespace, in which survivors would have to be. 16 hexadecimal digits.
    /// </summary>
    /// <param name="path">An absolute path; it need not exist.</param>
    public static string For(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var place = FileStatus.TryGet(directory, out var status, out _) ? status.Identity.ToString() : "";
        var space = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{space}\n{place}\n{Path.GetFullPath(path)}");
        return Hash(text).ToString("x16", CultureInfo.InvariantCulture);
    }

    // FNV-1a: it has to tell a few paths apart, and a cryptographic one would need a library of the system.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ octet) * 1099511628211UL;
        return hash;
    }
}
