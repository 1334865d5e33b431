using System.Runtime.InteropServices;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Sockets;

internal static unsafe partial class SocketCalls
{
    internal const int UnixDomain = 1;
    internal const int Stream = 1;
    internal const int SequencedPackets = 5;
    internal const int Datagrams = 2;
    internal const int CloseOnExec = 0x80000;
    internal const int BothWays = 2;
    internal const int NonBlocking = 0x800;
    internal const int ReuseAddress = 2;
    internal const int IPv6Level = 41;
    internal const int OnlyIPv6 = 26;
    internal const int SocketLevel = 1;
    internal const int Rights = 1;
    internal const int DontWait = 0x40;
    internal const int NoSignal = 0x4000;
    internal const int ControlCloseOnExec = 0x40000000;
    internal const int DataTruncated = 0x20;
    internal const int ControlTruncated = 0x8;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Create(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int Pair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(OwnedDescriptor socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(OwnedDescriptor socket, int backlog);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    internal static partial int Shutdown(OwnedDescriptor socket, int how);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(OwnedDescriptor socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(OwnedDescriptor socket, int level, int name, int* value, uint length);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint Send(OwnedDescriptor socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint Receive(OwnedDescriptor socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint ReceiveByNumber(int socket, MessageHeader* message, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
