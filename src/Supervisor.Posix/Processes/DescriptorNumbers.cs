using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Processes;

/// <summary>Descriptors by number, as spawning needs them: fcntl(2), read(2) and write(2) of a few bytes.</summary>
public static unsafe class DescriptorNumbers
{
    private const int GetFlags = 1;
    private const int SetFlags = 2;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const int CloseOnExec = 1;
    private const int NonBlocking = 0x800;
    private const int ReadWrite = 2;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Whether a descriptor of this number is open.</summary>
    public static bool IsOpen(int descriptor) => ProcessCalls.FileControl(descriptor, GetFlags, 0) >= 0;

    public static bool IsCloseOnExec(int descriptor)
    {
        var flags = ProcessCalls.FileControl(descriptor, GetFlags, 0);
        return flags >= 0 ? (flags & CloseOnExec) != 0 : throw new PosixException("fcntl", Errno.Last);
    }

    public static void SetCloseOnExec(int descriptor, bool value)
    {
        if (ProcessCalls.FileControl(descriptor, SetFlags, value ? CloseOnExec : 0) < 0)
            throw new PosixException("fcntl", Errno.Last);
    }

    public static void SetNonBlocking(int descriptor)
    {
        var flags = ProcessCalls.FileControl(descriptor, GetStatusFlags, 0);
        if (flags < 0 || ProcessCalls.FileControl(descriptor, SetStatusFlags, flags | NonBlocking) < 0)
            throw new PosixException("fcntl", Errno.Last);
    }

    /// <summary>A close-on-exec duplicate with the lowest free number from <paramref name="first"/> on, or null with errno in <paramref name="error"/>.</summary>
    public static OwnedDescriptor? TryDuplicate(int descriptor, int first, out Errno error)
    {
        var copy = ProcessCalls.FileControl(descriptor, DuplicateCloseOnExec, first);
        error = copy < 0 ? Errno.Last : Errno.None;
        return copy < 0 ? null : new OwnedDescriptor(copy);
    }

    /// <summary>/dev/null for reading and writing.</summary>
    public static OwnedDescriptor OpenNull()
    {
        fixed (byte* path = "/dev/null\0"u8)
        {
            var descriptor = ProcessCalls.Open(path, ReadWrite | OpenCloseOnExec, 0);
            return descriptor >= 0 ? new OwnedDescriptor(descriptor) : throw new PosixException("open", Errno.Last, "/dev/null");
        }
    }

    /// <summary>Reads until the buffer is full or the end comes; returns how much it was.</summary>
    public static int ReadFully(OwnedDescriptor descriptor, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var total = 0;
        while (total < buffer.Length)
        {
            nint count;
            fixed (byte* p = buffer[total..])
                count = ProcessCalls.Read(descriptor.Number, p, (nuint)(buffer.Length - total));
            if (count == 0)
                break;
            if (count < 0 && Errno.Last != Errno.EINTR)
                throw new PosixException("read", Errno.Last);
            total += (int)Math.Max(count, 0);
        }

        return total;
    }

    /// <summary>Writes it all; the descriptor must be blocking.</summary>
    public static void WriteFully(OwnedDescriptor descriptor, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        while (data.Length > 0)
        {
            nint count;
            fixed (byte* p = data)
                count = ProcessCalls.Write(descriptor.Number, p, (nuint)data.Length);
            if (count < 0 && Errno.Last != Errno.EINTR)
                throw new PosixException("write", Errno.Last);
            data = data[(int)Math.Max(count, 0)..];
        }
    }
}
