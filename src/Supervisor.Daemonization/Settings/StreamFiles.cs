using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Settings;

/// <summary>Opens what the standard streams of a daemon are bound to.</summary>
internal static class StreamFiles
{
    private const int FirstBeyondStandard = 3;

    /// <summary>The file as a descriptor of its own above 2.</summary>
    /// <param name="stream">What was asked for.</param>
    /// <param name="number">The standard stream: 0, 1 or 2.</param>
    /// <exception cref="SettingException">It cannot be opened.</exception>
    internal static OwnedDescriptor Open(DaemonStream stream, int number) => stream switch
    {
        DaemonStream.NullDevice => AboveStandard(DescriptorNumbers.OpenNull()),
        DaemonStream.Unchanged => Copy(number, number),
        DaemonStream.OpenFile open => CopyOf(open, number),
        DaemonStream.OpenedFile file => OpenPath(file, number),
        _ => throw new ArgumentOutOfRangeException(nameof(stream)),
    };

    private static OwnedDescriptor CopyOf(DaemonStream.OpenFile open, int number)
    {
        var held = false;
        try
        {
            open.Handle.DangerousAddRef(ref held);
            return Copy((int)open.Handle.DangerousGetHandle(), number);
        }
        finally
        {
            if (held) open.Handle.DangerousRelease();
        }
    }

    private static OwnedDescriptor OpenPath(DaemonStream.OpenedFile file, int number)
    {
        var flags = file.ForReading ? OpenFlags.ReadOnly : OpenFlags.WriteOnly | OpenFlags.Append | OpenFlags.Create;
        return FileSystem.TryOpen(file.Path, flags | OpenFlags.NoControllingTerminal, FileSystem.DefaultMode, out var opened, out var error)
            ? AboveStandard(opened)
            : throw new SettingException($"open {file.Path} as {Name(number)}", error);
    }

    private static OwnedDescriptor Copy(int source, int number) =>
        DescriptorNumbers.TryDuplicate(source, FirstBeyondStandard, out var error)
        ?? throw new SettingException($"use descriptor {source} as {Name(number)}", error);

    private static OwnedDescriptor AboveStandard(OwnedDescriptor opened)
    {
        if (opened.Number >= FirstBeyondStandard) return opened;
        using (opened)
        {
            return DescriptorNumbers.TryDuplicate(opened.Number, FirstBeyondStandard, out var error) ?? throw new PosixException("fcntl", error);
        }
    }

    private static string Name(int number) => number switch
    {
        0 => "standard input",
        1 => "standard output",
        _ => "standard error",
    };
}
