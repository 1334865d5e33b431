using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Files;
using Supervisor.Posix.Host;

namespace Supervisor.Daemon.Boot;

/// <summary>What to do about a path where a file or socket of ours cannot be made, by a look at what is there.</summary>
internal static class PathRemedy
{
    private const int Sticky = 0x200;

    /// <param name="path">The file or socket, absolute.</param>
    /// <param name="setting">Where the path is configured, as people know it.</param>
    /// <returns>What goes on from the system's reason, or nothing where there is nothing to be seen.</returns>
    public static string For(string path, string setting)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        if (!FileStatus.TryGet(folder, out var folderStatus, out var error))
            return error == Errno.ENOENT ? $"; make the directory {folder}, or set {setting} to another place" : "";
        var access = PathAccess.AskWrite(folder);
        if (access == Errno.EROFS) return $"; {folder} is mounted read-only: mount a tmpfs there, or set {setting} to a place that can be written";
        var user = Credentials.EffectiveUserId;
        if (FileStatus.TryGet(path, out var status, out _) && IsOthers(path, status, folderStatus, user))
            return string.Create(CultureInfo.InvariantCulture, $"; what is there belongs to uid {status.UserId}: remove it, give it to uid {user}, or set {setting} to another place");
        return access == Errno.EACCES
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; uid {user} may not make files in {folder}, which belongs to uid {folderStatus.UserId}: set {setting} to another place, or start as root")
            : "";
    }

    // In a sticky folder, such as /tmp, what belongs to others can be neither removed nor replaced.
    private static bool IsOthers(string path, FileStatus status, FileStatus folder, uint user) =>
        user != 0 && status.UserId != user
        && (PathAccess.AskWrite(path) == Errno.EACCES || (folder.Permissions & Sticky) != 0 && folder.UserId != user);
}
