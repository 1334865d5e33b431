using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

/// <summary>
/// flock(2). The lock belongs to the open file: it survives an exec, passes to who inherits the descriptor, and is gone when
/// the last copy of it is closed, however the process ends.
/// </summary>
public static partial class FileLock
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;

    /// <summary>Takes the exclusive lock, or keeps it when this open file has it. EAGAIN when another has it, ENOLCK.</summary>
    public static Errno TryExclusive(OwnedDescriptor file)
    {
        Errno error;
        do error = Lock(file, Exclusive | NonBlocking) == 0 ? Errno.None : Errno.Last;
        while (error == Errno.EINTR);
        return error;
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(OwnedDescriptor file, int operation);
}
