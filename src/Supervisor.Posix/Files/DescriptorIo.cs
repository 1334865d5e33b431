using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>Calls that take an open descriptor. Transfers may be short; EINTR is repeated.</summary>
public static unsafe class DescriptorIo
{
    private const int PollOut = 0x4;
    private const int PollHangUp = 0x10;

    /// <summary>read(2). A count of 0 is the end of the file, or a pipe without writers.</summary>
    public static IoResult Read(OwnedDescriptor descriptor, Span<byte> into)
    {
        fixed (byte* raw = into)
        {
            IoResult result;
            do result = IoResult.From(NativeFiles.Read(descriptor, raw, (nuint)into.Length));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>write(2).</summary>
    public static IoResult Write(OwnedDescriptor descriptor, ReadOnlySpan<byte> from)
    {
        fixed (byte* raw = from)
        {
            IoResult result;
            do result = IoResult.From(NativeFiles.Write(descriptor, raw, (nuint)from.Length));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>pread(2).</summary>
    public static IoResult ReadAt(OwnedDescriptor descriptor, Span<byte> into, long offset)
    {
        fixed (byte* raw = into)
        {
            IoResult result;
            do result = IoResult.From(NativeFiles.ReadAt(descriptor, raw, (nuint)into.Length, offset));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>pwrite(2).</summary>
    public static IoResult WriteAt(OwnedDescriptor descriptor, ReadOnlySpan<byte> from, long offset)
    {
        fixed (byte* raw = from)
        {
            IoResult result;
            do result = IoResult.From(NativeFiles.WriteAt(descriptor, raw, (nuint)from.Length, offset));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>send(2) that neither waits nor raises SIGPIPE, whatever the flags of the socket are.</summary>
    public static IoResult SendWithoutWaiting(OwnedDescriptor socket, ReadOnlySpan<byte> from)
    {
        const int flags = NativeFiles.SendDontWait | NativeFiles.SendNoSignal;
        fixed (byte* raw = from)
        {
            IoResult result;
            do result = IoResult.From(NativeFiles.Send(socket, raw, (nuint)from.Length, flags));
            while (result.Error == Errno.EINTR);
            return result;
        }
    }

    /// <summary>FIONREAD: bytes that can be read from a pipe, socket or terminal at once.</summary>
    /// <exception cref="PosixException">Not such a descriptor.</exception>
    /// <exception cref="ObjectDisposedException">Closed already.</exception>
    public static int Available(OwnedDescriptor descriptor)
    {
        int count;
        return NativeFiles.DeviceControl(descriptor, NativeFiles.BytesReadable, &count) == 0
            ? count
            : throw new PosixException("ioctl FIONREAD", Errno.Last);
    }

    /// <summary>poll(2) for POLLOUT without waiting. True also when a write would fail at once.</summary>
    public static bool IsWritable(OwnedDescriptor descriptor) => WaitWritable(descriptor, TimeSpan.Zero);

    /// <summary>As the other, but waits for it. False when the time passed.</summary>
    public static bool WaitWritable(OwnedDescriptor descriptor, TimeSpan patience)
    {
        // struct pollfd: the descriptor, then events and revents of 16 bits each.
        var request = (uint)descriptor.Number | ((long)PollOut << 32);
        return NativeFiles.Poll(&request, 1, (int)patience.TotalMilliseconds) > 0;
    }

    /// <summary>poll(2) on the reading end of a pipe: whether somebody holds a writing end. Once false it stays so.</summary>
    public static bool HasWriters(OwnedDescriptor pipe)
    {
        var request = (long)(uint)pipe.Number;
        return NativeFiles.Poll(&request, 1, 0) == 0 || ((short)(request >> 48) & PollHangUp) == 0;
    }

    /// <summary>The size of a regular file, by lseek(2) to its end, which is cheaper than statx(2). ESPIPE where there is none.</summary>
    public static IoResult Size(OwnedDescriptor file) =>
        IoResult.From((nint)NativeFiles.Seek(file, 0, NativeFiles.SeekEnd));

    /// <summary>The file's own position, by lseek(2): one for all copies of the descriptor.</summary>
    public static IoResult Position(OwnedDescriptor file) => IoResult.From((nint)NativeFiles.Seek(file, 0, NativeFiles.SeekCurrent));

    /// <summary>Moves the file's own position, by lseek(2).</summary>
    public static IoResult SetPosition(OwnedDescriptor file, long offset) =>
        IoResult.From((nint)NativeFiles.Seek(file, offset, NativeFiles.SeekStart));

    /// <summary>fallocate(2): gives the memory or blocks of a range back; it reads as zeros, and the size stays. EOPNOTSUPP where that cannot be done.</summary>
    public static Errno PunchHole(OwnedDescriptor file, long offset, long length) =>
        NativeFiles.Allocate(file, NativeFiles.PunchHole | NativeFiles.KeepSize, offset, length) == 0 ? Errno.None : Errno.Last;

    /// <summary>ftruncate(2).</summary>
    public static Errno Truncate(OwnedDescriptor descriptor, long length)
    {
        Errno error;
        do error = NativeFiles.Truncate(descriptor, length) == 0 ? Errno.None : Errno.Last;
        while (error == Errno.EINTR);
        return error;
    }

    /// <summary>The status flags of the open file (F_GETFL).</summary>
    public static OpenFlags GetFlags(OwnedDescriptor descriptor)
    {
        var flags = NativeFiles.Control(descriptor, NativeFiles.GetFlags, 0);
        return flags >= 0 ? (OpenFlags)flags : throw new PosixException("fcntl F_GETFL", Errno.Last);
    }

    /// <summary>Sets or clears O_NONBLOCK on the open file, and so on every copy of the descriptor in any process.</summary>
    public static void SetNonBlocking(OwnedDescriptor descriptor, bool value)
    {
        var flags = GetFlags(descriptor);
        var wanted = value ? flags | OpenFlags.NonBlocking : flags & ~OpenFlags.NonBlocking;
        if (wanted == flags) return;
        if (NativeFiles.Control(descriptor, NativeFiles.SetFlags, (nint)wanted) < 0)
        {
            throw new PosixException("fcntl F_SETFL", Errno.Last);
        }
    }

    /// <summary>A close-on-exec copy of a descriptor that belongs to somebody else (F_DUPFD_CLOEXEC, from 3 up).</summary>
    public static bool TryDuplicate(int descriptor, out OwnedDescriptor copy, out Errno error)
    {
        var number = NativeFiles.Control(descriptor, NativeFiles.DuplicateCloseOnExec, 3);
        error = number >= 0 ? Errno.None : Errno.Last;
        copy = new OwnedDescriptor(number);
        return number >= 0;
    }
}
