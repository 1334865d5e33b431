using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>
/// Locks of a whole file that belong to the open file: they survive an exec, pass to who inherits the descriptor, and are
/// gone when its last copy is closed, however the process ends.
/// </summary>
public static unsafe partial class FileLock
{
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const int Shared = 1;
    private const int NonBlocking = 4;

    /// <summary>
    /// Takes the lock of fcntl(2), "open file description" kind (Linux 3.15), for writing, or keeps it when this open file has it.
    /// It excludes all other locks of fcntl and lockf, and none of flock(2). EAGAIN when another has it; ENOLCK, EBADF.
    /// </summary>
    public static Errno TryExclusive(OwnedDescriptor file)
    {
        var request = new LockRequest { Type = WriteLock };
        var error = Control(file, SetOpenFileLock, &request) >= 0 ? Errno.None : Errno.Last;

        // POSIX leaves open which of the two it is.
        return error == Errno.EACCES ? Errno.EAGAIN : error;
    }

    /// <summary>Takes the shared lock of flock(2), which only asks that nobody has the exclusive one. EAGAIN when another has it.</summary>
    public static Errno TryShared(OwnedDescriptor file)
    {
        Errno error;
        do error = Lock(file, Shared | NonBlocking) == 0 ? Errno.None : Errno.Last;
        while (error == Errno.EINTR);
        return error;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(OwnedDescriptor file, int command, LockRequest* request);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(OwnedDescriptor file, int operation);

    // struct flock of 64-bit Linux; a length of 0 is to the end, and a pid other than 0 is an error here.
    [StructLayout(LayoutKind.Sequential)]
    private struct LockRequest
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }
}
