using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>Pipes, pipe(7): making them, their capacity, and moving bytes out of them without touching them.</summary>
public static unsafe class Pipe
{
    /// <summary>Capacity of a new pipe, in bytes, unless the user has used up its share of pipe memory.</summary>
    public const int DefaultCapacity = 64 * 1024;

    /// <summary>What an unprivileged process may grow a pipe to (default of /proc/sys/fs/pipe-max-size), in bytes.</summary>
    public const int MaxCapacity = 1024 * 1024;

    /// <summary>pipe2(2) with O_CLOEXEC and the given flags.</summary>
    /// <exception cref="PosixException">EMFILE, ENFILE.</exception>
    public static (OwnedDescriptor Read, OwnedDescriptor Write) Create(OpenFlags flags = OpenFlags.ReadOnly)
    {
        var ends = stackalloc int[2];
        if (NativeFiles.Pipe(ends, (int)flags | Events.NativeEvents.CloseOnExec) != 0)
        {
            throw new PosixException("pipe2", Errno.Last);
        }

        return (new OwnedDescriptor(ends[0]), new OwnedDescriptor(ends[1]));
    }

    /// <summary>F_GETPIPE_SZ, in bytes.</summary>
    /// <exception cref="PosixException">EBADF: not a pipe.</exception>
    public static int GetCapacity(OwnedDescriptor pipe)
    {
        var capacity = NativeFiles.Control(pipe, NativeFiles.GetPipeSize, 0);
        return capacity >= 0 ? capacity : throw new PosixException("fcntl F_GETPIPE_SZ", Errno.Last);
    }

    /// <summary>F_SETPIPE_SZ. The capacity set, rounded up by the kernel; or EPERM over a limit, EBUSY when it holds more.</summary>
    public static IoResult SetCapacity(OwnedDescriptor pipe, int capacity) =>
        IoResult.From(NativeFiles.Control(pipe, NativeFiles.SetPipeSize, capacity));

    /// <summary>
    /// splice(2) from a pipe to a file at an offset: bytes leave the pipe when they are in the file, not before.
    /// EAGAIN when the pipe is empty, a count of 0 at its end; EINVAL when the target cannot be spliced to (O_APPEND, many devices).
    /// </summary>
    public static IoResult SpliceTo(OwnedDescriptor pipe, OwnedDescriptor file, long offset, int count)
    {
        IoResult result;
        do
        {
            var at = offset;
            result = IoResult.From(
                NativeFiles.Splice(pipe, null, file, &at, (nuint)count, NativeFiles.SpliceNonBlocking));
        }
        while (result.Error == Errno.EINTR);
        return result;
    }

    /// <summary>
    /// splice(2) from a pipe to a file at the file's own position, which moves on: every copy of the descriptor, in any process, sees
    /// how much has arrived. Errors as in <see cref="SpliceTo"/>.
    /// </summary>
    public static IoResult SpliceToPosition(OwnedDescriptor pipe, OwnedDescriptor file, int count) => SpliceAtPosition(pipe, file, count);

    /// <summary>
    /// splice(2) from a file, at its own position, which moves on, to a pipe: every copy of the file's descriptor sees how much was sent. What is
    /// in the pipe is not copied: the file must not be altered there until it was read. EAGAIN when the pipe is full, EPIPE when nobody reads it.
    /// </summary>
    public static IoResult SpliceFromPosition(OwnedDescriptor file, OwnedDescriptor pipe, int count) => SpliceAtPosition(file, pipe, count);

    /// <summary>splice(2) from pipe to pipe: pages change hands, no byte is copied. EAGAIN when the one is empty or the other full.</summary>
    public static IoResult SpliceAlong(OwnedDescriptor from, OwnedDescriptor to, int count) => SpliceAtPosition(from, to, count);

    /// <summary>tee(2): shows the first bytes of one pipe to another without taking them. EAGAIN when it is empty or the other is full.</summary>
    public static IoResult Tee(OwnedDescriptor from, OwnedDescriptor to, int count)
    {
        IoResult result;
        do result = IoResult.From(NativeFiles.Tee(from, to, (nuint)count, NativeFiles.SpliceNonBlocking));
        while (result.Error == Errno.EINTR);
        return result;
    }

    private static IoResult SpliceAtPosition(OwnedDescriptor from, OwnedDescriptor to, int count)
    {
        IoResult result;
        do result = IoResult.From(NativeFiles.Splice(from, null, to, null, (nuint)count, NativeFiles.SpliceNonBlocking));
        while (result.Error == Errno.EINTR);
        return result;
    }
}
