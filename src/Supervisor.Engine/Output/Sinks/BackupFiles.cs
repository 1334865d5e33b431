using Supervisor.Core.Output;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>The names of rotated files: <c>.1</c> is the newest.</summary>
internal static class BackupFiles
{
    /// <summary>
    /// Moves each backup one up, the oldest of <paramref name="backups"/> being replaced, and the file itself to <c>.1</c>.
    /// Stops at the first failure, from the oldest down, so that nothing is overwritten that was not moved.
    /// </summary>
    public static Errno Shift(string path, int backups)
    {
        for (var index = Math.Min(CountFrom1(path, backups), backups - 1); index >= 0; index--)
        {
            var error = FileSystem.Rename(RotationPolicy.BackupPath(path, index), RotationPolicy.BackupPath(path, index + 1));
            if (error != Errno.None && error != Errno.ENOENT) return error;
        }

        return Errno.None;
    }

    /// <summary>Backups without a gap, counted from <c>.1</c>. Those behind a gap need not be moved: it will be filled.</summary>
    public static int CountFrom1(string path, int limit)
    {
        var count = 0;
        while (count < limit && FileStatus.TryGet(RotationPolicy.BackupPath(path, count + 1), out _, out _)) count++;
        return count;
    }
}
