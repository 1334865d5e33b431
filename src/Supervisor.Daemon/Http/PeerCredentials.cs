using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Supervisor.Daemon.Http;

/// <summary>Who is at the other end of a Unix socket (SO_PEERCRED, unix(7)).</summary>
internal readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>The peer's credentials, or null where the socket is not a Unix one.</summary>
    public static PeerCredentials? Of(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix) return null;
        Span<byte> buffer = stackalloc byte[12];
        return socket.GetRawSocketOption(SolSocket, SoPeerCred, buffer) == buffer.Length
            ? MemoryMarshal.Read<PeerCredentials>(buffer)
            : null;
    }
}
