using System.Globalization;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>The file that a process executes, as a descriptor: it can be executed again when its name is another file's by then.</summary>
internal static class ProgramImage
{
    /// <summary>What a living process executes; null when we may not look, or have too many files open.</summary>
    internal static OwnedDescriptor? Of(int pid) => FileSystem.TryOpen(
        string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/exe"), OpenFlags.PathOnly, 0, out var image, out _)
        ? image
        : null;

    /// <summary>Whether this file is what lies at the path.</summary>
    internal static bool IsAt(OwnedDescriptor image, string path) =>
        FileStatus.TryGet(image, out var running, out _)
        && FileStatus.TryGet(path, out var named, out _)
        && running.Identity == named.Identity;

    /// <summary>A path for an exec by a process that has this descriptor under the same number.</summary>
    internal static string PathOf(OwnedDescriptor image) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{image.Number}");
}
