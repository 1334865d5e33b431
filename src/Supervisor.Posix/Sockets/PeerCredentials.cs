using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Supervisor.Posix.Sockets;

/// <summary>Who is at the other end of a Unix socket (SO_PEERCRED, unix(7)): of one that was connected to, who called listen(2) last.</summary>
/// <param name="Pid">Its process; 0 when that is in a pid namespace that is not seen from here.</param>
/// <param name="Uid">Its effective user.</param>
/// <param name="Gid">Its effective group.</param>
public readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
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
