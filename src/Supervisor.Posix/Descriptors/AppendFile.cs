using Supervisor.Posix.Files;

namespace Supervisor.Posix.Descriptors;

/// <summary>
/// A file that is only appended to (O_APPEND): what others do to it meanwhile, truncating or appending, loses nothing of
/// ours. Errors are returned, since a full disk is to be expected of a log.
/// </summary>
public sealed class AppendFile : IDisposable
{
    private readonly OwnedDescriptor _descriptor;

    private AppendFile(OwnedDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Size in bytes; 0 for what has none (a pipe, a terminal).</summary>
    public long Size => Status.Size;

    /// <summary>Whether it is a regular file, which can be rotated.</summary>
    public bool IsRegular => Status.Kind == FileKind.Regular;

    /// <summary>Opens or creates <paramref name="path"/> with mode 0666 less the umask. Returns null and the errno when it cannot.</summary>
    public static (AppendFile? File, Errno Errno) Open(string path)
    {
        const OpenFlags Flags = OpenFlags.WriteOnly | OpenFlags.Append | OpenFlags.Create | OpenFlags.NoControllingTerminal;
        return FileSystem.TryOpen(path, Flags, FileSystem.DefaultMode, out var descriptor, out var error)
            ? (new AppendFile(descriptor), Errno.None)
            : (null, error);
    }

    /// <summary>Writes to a duplicate of one of our own descriptors, such as 1 for stdout.</summary>
    /// <exception cref="PosixException">There is no such descriptor.</exception>
    public static AppendFile OverDescriptor(int number) =>
        DescriptorIo.TryDuplicate(number, out var copy, out var error)
            ? new AppendFile(copy)
            : throw new PosixException("fcntl F_DUPFD_CLOEXEC", error);

    /// <summary>Writes all of it. Returns the errno that stopped it, else <see cref="Errno.None"/>.</summary>
    public Errno Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = DescriptorIo.Write(_descriptor, bytes);
            if (written.Failed) return written.Error;
            bytes = bytes[(int)written.Count..];
        }

        return Errno.None;
    }

    public void Dispose() => _descriptor.Dispose();

    private FileStatus Status => FileStatus.TryGet(_descriptor, out var status, out var error)
        ? status
        : throw new PosixException("statx", error);
}
