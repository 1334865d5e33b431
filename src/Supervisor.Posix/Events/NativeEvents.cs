using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Events;

internal static unsafe partial class NativeEvents
{
    internal const int CloseOnExec = 0x80000;
    internal const int NonBlocking = 0x800;
    internal const int ControlAdd = 1;
    internal const int ControlRemove = 2;
    internal const int ControlModify = 3;

    /// <summary>The same on every architecture, as for all calls since Linux 5.1; glibc has a name for it only since 2.35.</summary>
    internal const long EpollPwait2Number = 441;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(OwnedDescriptor epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(OwnedDescriptor epoll, byte* events, int room, int milliseconds);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long EpollPwait2(
        long number, long epoll, byte* events, long room, long* timeout, void* signals, long signalsSize);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(OwnedDescriptor descriptor, void* into, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(OwnedDescriptor descriptor, void* from, nuint count);
}
