using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Files;

internal static unsafe partial class NativeFiles
{
    internal const int CurrentDirectory = -100;
    internal const int EmptyPath = 0x1000;
    internal const int NoFollow = 0x100;
    internal const uint BasicStatus = 0x7ff;
    internal const int GetFlags = 3;
    internal const int SetFlags = 4;
    internal const int DuplicateCloseOnExec = 1030;
    internal const int SetPipeSize = 1031;
    internal const int GetPipeSize = 1032;
    internal const nuint BytesReadable = 0x541B;
    internal const int SeekStart = 0;
    internal const int SeekCurrent = 1;
    internal const int SeekEnd = 2;
    internal const int KeepSize = 1;
    internal const int PunchHole = 2;
    internal const uint SpliceNonBlocking = 2;
    internal const int SendDontWait = 0x40;
    internal const int SendNoSignal = 0x4000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(OwnedDescriptor descriptor, byte* into, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(OwnedDescriptor descriptor, byte* from, nuint count);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint ReadAt(OwnedDescriptor descriptor, byte* into, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint WriteAt(OwnedDescriptor descriptor, byte* from, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(OwnedDescriptor descriptor, byte* from, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    internal static partial nint Splice(
        OwnedDescriptor from, long* fromOffset, OwnedDescriptor to, long* toOffset, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "tee", SetLastError = true)]
    internal static partial nint Tee(OwnedDescriptor from, OwnedDescriptor to, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(OwnedDescriptor descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int DeviceControl(OwnedDescriptor descriptor, nuint request, int* argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Status(int directory, string path, int flags, uint mask, byte* into);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(OwnedDescriptor descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Allocate(OwnedDescriptor descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(OwnedDescriptor descriptor, long length);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(long* descriptors, nuint count, int milliseconds);
}
