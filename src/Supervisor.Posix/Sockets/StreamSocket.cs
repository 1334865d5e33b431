using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Sockets;

/// <summary>Bytes both ways over a unix(7) socket.</summary>
public static unsafe class StreamSocket
{
    /// <summary>socketpair(2) of type SOCK_STREAM: two connected ends, both close-on-exec.</summary>
    /// <exception cref="PosixException">EMFILE, ENFILE.</exception>
    public static (OwnedDescriptor One, OwnedDescriptor Other) CreatePair()
    {
        var ends = stackalloc int[2];
        if (SocketCalls.Pair(SocketCalls.UnixDomain, SocketCalls.Stream | SocketCalls.CloseOnExec, 0, ends) != 0)
            throw new PosixException("socketpair", Errno.Last);
        return (new OwnedDescriptor(ends[0]), new OwnedDescriptor(ends[1]));
    }
}
