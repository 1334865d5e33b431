using Supervisor.Core.Output;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>One file of a rotated log, open for reading.</summary>
/// <param name="Descriptor">The open file.</param>
/// <param name="Identity">Its device and inode, which stay its own as long as it is open.</param>
/// <param name="Number">Which file of the log it is, counted in rotations.</param>
/// <param name="Replacements">Replacements of the log when it was opened.</param>
internal sealed record LogFile(OwnedDescriptor Descriptor, FileIdentity Identity, long Number, long Replacements) : IDisposable
{
    /// <summary>Whether it still has a name.</summary>
    public bool HasName => FileStatus.TryGet(Descriptor, out var status, out _) && status.Links > 0;

    /// <summary>The file that is written now; null when there is none, or when it is being rotated, the end of which the activity tells.</summary>
    public static LogFile? OpenCurrent(string path, LogActivity activity)
    {
        while (true)
        {
            var version = activity.Version;
            var file = version % 2 == 0 ? Open(path, 0, activity.Rotations, activity.Replacements) : null;
            if (file is null || activity.Version == version) return file;
            file.Dispose();
        }
    }

    /// <summary>The backup with this index; 0 is the file itself.</summary>
    public static LogFile? Open(string path, int index, long number, long replacements)
    {
        if (!LogReader.TryOpen(RotationPolicy.BackupPath(path, index), out var descriptor, out _)) return null;
        if (FileStatus.TryGet(descriptor, out var status, out _) && status.Kind == FileKind.Regular)
        {
            return new LogFile(descriptor, status.Identity, number, replacements);
        }

        descriptor.Dispose();
        return null;
    }

    /// <summary>Whether the backup with this index is this file.</summary>
    public bool IsAt(string path, int index) =>
        FileStatus.TryGet(RotationPolicy.BackupPath(path, index), out var status, out _) && status.Identity == Identity;

    public void Dispose() => Descriptor.Dispose();
}
