using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>Calls that take a path. What may fail in ordinary life returns its errno; nothing here throws for it.</summary>
public static class FileSystem
{
    /// <summary>rw for all, cut by the umask: what a log is created with when nothing else is said.</summary>
    public const int DefaultMode = 0x1B6;

    /// <summary>rw for the owner only.</summary>
    public const int PrivateMode = 0x180;

    /// <summary>open(2) with O_CLOEXEC. False with the errno.</summary>
    public static bool TryOpen(string path, OpenFlags flags, int mode, out OwnedDescriptor descriptor, out Errno error)
    {
        int number;
        do
        {
            number = NativeFiles.Open(path, (int)flags | Events.NativeEvents.CloseOnExec, (uint)mode);
            error = number >= 0 ? Errno.None : Errno.Last;
        }
        while (error == Errno.EINTR);

        descriptor = new OwnedDescriptor(number);
        return number >= 0;
    }

    /// <summary>rename(2): replaces <paramref name="to"/> in one step.</summary>
    public static Errno Rename(string from, string to) => NativeFiles.Rename(from, to) == 0 ? Errno.None : Errno.Last;

    /// <summary>unlink(2).</summary>
    public static Errno Unlink(string path) => NativeFiles.Unlink(path) == 0 ? Errno.None : Errno.Last;
}
