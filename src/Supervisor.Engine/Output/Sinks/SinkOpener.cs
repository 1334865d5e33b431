using System.Globalization;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>Opens logs. May hang on a dead network mount, so never called on the pump thread or the reactor, rotation aside.</summary>
internal static class SinkOpener
{
    // No O_APPEND: splice(2) refuses it. O_NONBLOCK, since a FIFO without a reader would make the open wait.
    private const OpenFlags LogFlags =
        OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    /// <summary>Opens or creates a log by path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="error">ENXIO for a FIFO without a reader, EISDIR, EACCES, ENOENT for a missing directory ...</param>
    /// <param name="firstDescriptor">Numbers below this one are left free where possible.</param>
    /// <param name="mode">Permissions for a new file, cut by the umask.</param>
    public static OpenedSink? OpenFile(string path, out Errno error, int firstDescriptor, int mode = FileSystem.DefaultMode)
    {
        if (!FileSystem.TryOpen(path, LogFlags, mode, out var descriptor, out error)) return null;
        descriptor = Lift(descriptor, firstDescriptor);
        if (!FileStatus.TryGet(descriptor, out var status, out error))
        {
            descriptor.Dispose();
            return null;
        }

        var stream = status.Kind == FileKind.Regular ? (StreamMode?)null : StreamMode.NonBlocking;
        return new OpenedSink(descriptor, status, path, stream) { FirstDescriptor = firstDescriptor };
    }

    /// <summary>A copy of a descriptor of the daemon's own.</summary>
    public static OpenedSink? OpenDaemonStream(int number, string name, out Errno error)
    {
        if (!DescriptorIo.TryDuplicate(number, out var copy, out error)) return null;
        if (!FileStatus.TryGet(copy, out var status, out error))
        {
            copy.Dispose();
            return null;
        }

        if (status.Kind == FileKind.Regular) return new OpenedSink(copy, status, name, StreamMode.Plain);
        if (status.Kind == FileKind.Socket) return new OpenedSink(copy, status, name, StreamMode.Socket);

        var own = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{copy.Number}");
        const OpenFlags flags = OpenFlags.WriteOnly | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;
        if (!FileSystem.TryOpen(own, flags, 0, out var reopened, out _))
        {
            return new OpenedSink(copy, status, name, StreamMode.Guarded);
        }

        copy.Dispose();
        return new OpenedSink(reopened, status, name, StreamMode.NonBlocking);
    }

    // While a program is started our soft descriptor limit is that of the program: what is opened at that moment, by any
    // thread, needs a free number below it. A log that cannot be moved now keeps its low number.
    private static OwnedDescriptor Lift(OwnedDescriptor descriptor, int first)
    {
        if (descriptor.Number >= first || DescriptorNumbers.TryDuplicate(descriptor.Number, first, out _) is not { } lifted)
            return descriptor;
        descriptor.Dispose();
        return lifted;
    }
}
