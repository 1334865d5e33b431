using System.Globalization;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Settings;

/// <summary>Closes what a process that does not detach inherited and has no use for.</summary>
internal static class InheritedDescriptors
{
    private const int FirstBeyondStandard = 3;

    /// <summary>
    /// Closes every descriptor from 3 on that came through our exec, but the given ones. The runtime's own are all
    /// close-on-exec, and an inherited one cannot be.
    /// </summary>
    internal static void CloseAllBut(IReadOnlyCollection<int> kept)
    {
        foreach (var number in Open())
        {
            // The listing's own descriptor is in it, and closed by now.
            if (number < FirstBeyondStandard || kept.Contains(number) || !DescriptorNumbers.IsOpen(number)) continue;
            if (!DescriptorNumbers.IsCloseOnExec(number)) new OwnedDescriptor(number).Dispose();
        }
    }

    private static List<int> Open() =>
    [
        .. Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(path => int.Parse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture)),
    ];
}
