using Supervisor.Core.Output;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>Finds the file that was written after a given one, while files are being shifted under the search.</summary>
internal static class LogSuccession
{
    /// <summary>The next newer file; null when this one is still the newest, or when files are
    /// being renamed at this moment, or the newer one does not exist yet: the activity tells when to look again.</summary>
    public static Successor? Find(string path, LogActivity activity, LogFile file)
    {
        while (true)
        {
            var version = activity.Version;
            if (version % 2 != 0 || IsWritten(path, activity, file)) return null;
            var index = IndexOf(path, file);
            var found = index > 0 ? AfterBackup(path, activity, file, index) : AfterLost(path, activity, file);
            if (activity.Version == version) return found;
            found?.File.Dispose();
        }
    }

    /// <summary>The file of the log with this identity, the present one or a backup; null when there is none.</summary>
    public static LogFile? OpenKnown(string path, LogActivity activity, FileIdentity identity)
    {
        var missing = 0;
        for (var index = 0; missing < 2; index++)
        {
            if (!FileStatus.TryGet(RotationPolicy.BackupPath(path, index), out var status, out _))
            {
                missing++;
                continue;
            }

            if (status.Identity != identity) continue;
            var file = LogFile.Open(path, index, activity.Rotations - index, activity.Replacements);
            if (file is null || file.Identity == identity) return file;
            file.Dispose();
            return null;
        }

        return null;
    }

    // A file that logrotate has moved away is written on until its writer was told to open the name anew.
    private static bool IsWritten(string path, LogActivity activity, LogFile file) =>
        activity.Written is { } written ? written.Identity == file.Identity : file.IsAt(path, 0);

    private static Successor? AfterBackup(string path, LogActivity activity, LogFile file, int index)
    {
        // Also for writers that do not announce rotations: files are shifted from the oldest to the newest, so as long
        // as this one keeps its index, all newer ones do.
        for (var newer = index - 1; newer >= 0; newer--)
        {
            var candidate = LogFile.Open(path, newer, activity.Rotations - newer, activity.Replacements);
            if (candidate is null) continue;
            if (file.IsAt(path, index)) return new(candidate, Gap: newer != index - 1);
            candidate.Dispose();
            return null;
        }

        return null;
    }

    private static Successor? AfterLost(string path, LogActivity activity, LogFile file)
    {
        var cleared = activity.Replacements != file.Replacements;
        if (cleared || file.HasName) return Newest(path, activity, gap: false);

        // It was the oldest and fell off. Its successor, if it is still there, is as many files back as were begun since.
        var expected = activity.Rotations - file.Number - 1;
        var oldest = Oldest(path);
        if (expected < 0) return Newest(path, activity, gap: true);
        var index = (int)Math.Min(expected, oldest);
        var next = LogFile.Open(path, index, activity.Rotations - index, activity.Replacements);
        return next is null ? null : new(next, Gap: index != expected);
    }

    private static Successor? Newest(string path, LogActivity activity, bool gap) =>
        LogFile.OpenCurrent(path, activity) is { } file ? new(file, gap) : null;

    private static int IndexOf(string path, LogFile file)
    {
        // One name is missing for a moment while files are shifted.
        var missing = 0;
        for (var index = 1; missing < 2; index++)
        {
            if (file.IsAt(path, index)) return index;
            if (!Exists(path, index)) missing++;
        }

        return -1;
    }

    private static int Oldest(string path)
    {
        var index = 0;
        while (Exists(path, index + 1)) index++;
        return index;
    }

    private static bool Exists(string path, int index) =>
        FileStatus.TryGet(RotationPolicy.BackupPath(path, index), out _, out _);
}

/// <param name="File">The next newer file.</param>
/// <param name="Gap">Whether files in between are gone.</param>
internal sealed record Successor(LogFile File, bool Gap);
