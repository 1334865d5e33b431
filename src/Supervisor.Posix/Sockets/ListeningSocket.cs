using System.Net;
using System.Net.Sockets;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Sockets;

/// <summary>
/// Stream sockets that wait for connections: blocking, as a program that inherits one expects it, and close-on-exec. Not by
/// <see cref="Socket"/>, which lets a second process bind the same TCP port (SO_REUSEPORT) where SO_REUSEADDR alone was wanted.
/// </summary>
public static unsafe class ListeningSocket
{
    /// <summary>
    /// socket(2), bind(2). A TCP port may still have connections of an earlier listener (SO_REUSEADDR), and an IPv6 address is not one for IPv4
    /// too. Null with the errno: EADDRINUSE, EACCES, EADDRNOTAVAIL, ENOENT, EMFILE ...
    /// </summary>
    public static OwnedDescriptor? TryBind(EndPoint address, out Errno error)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = Create(address, 0);
        var one = 1;
        error = socket.IsInvalid
            || (address.AddressFamily != AddressFamily.Unix && SocketCalls.SetOption(socket, SocketCalls.SocketLevel, SocketCalls.ReuseAddress, &one, sizeof(int)) != 0)
            || (address.AddressFamily == AddressFamily.InterNetworkV6 && SocketCalls.SetOption(socket, SocketCalls.IPv6Level, SocketCalls.OnlyIPv6, &one, sizeof(int)) != 0)
                ? Errno.Last
                : Named(socket, address, bind: true);
        if (error == Errno.None)
            return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>listen(2); may be called again to change the number of connections that may wait.</summary>
    public static Errno Listen(OwnedDescriptor socket, int backlog) => SocketCalls.Listen(socket, backlog) == 0 ? Errno.None : Errno.Last;

    /// <summary>shutdown(2): nobody can connect any more, and the port is free, whoever else has a copy of the descriptor.</summary>
    public static void Stop(OwnedDescriptor socket) => _ = SocketCalls.Shutdown(socket, SocketCalls.BothWays);

    /// <summary>
    /// connect(2) without waiting, to learn whether somebody listens: success or EAGAIN (too many wait already) if so, ECONNREFUSED for a socket
    /// file whose owner is gone, EPROTOTYPE for a live socket of another type.
    /// </summary>
    public static Errno Probe(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var socket = Create(address, SocketCalls.NonBlocking);
        return socket.IsInvalid ? Errno.Last : Named(socket, address, bind: false);
    }

    /// <summary>The address that a stream socket listens on; null for anything else.</summary>
    public static EndPoint? AddressOf(OwnedDescriptor socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using var handle = new SafeSocketHandle(socket.DangerousGetHandle(), ownsHandle: false);
        try
        {
            using var view = new Socket(handle);
            return view.SocketType == SocketType.Stream && (int?)view.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) == 1 ? view.LocalEndPoint : null;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return null;
        }
    }

    private static OwnedDescriptor Create(EndPoint address, int flags) =>
        new(SocketCalls.Create((int)Native(address.AddressFamily), SocketCalls.Stream | SocketCalls.CloseOnExec | flags, 0));

    private static Errno Named(OwnedDescriptor socket, EndPoint address, bool bind)
    {
        // The buffer of a serialized end point is the sockaddr of this system.
        var name = address.Serialize();
        fixed (byte* start = name.Buffer.Span)
        {
            var result = bind ? SocketCalls.Bind(socket, start, (uint)name.Size) : SocketCalls.Connect(socket, start, (uint)name.Size);
            return result == 0 ? Errno.None : Errno.Last;
        }
    }

    private static uint Native(AddressFamily family) => family switch
    {
        AddressFamily.Unix => SocketCalls.UnixDomain,
        AddressFamily.InterNetwork => 2,
        AddressFamily.InterNetworkV6 => 10,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "no such kind of address"),
    };
}
