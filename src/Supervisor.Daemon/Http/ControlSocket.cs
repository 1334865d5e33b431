using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Boot;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Sockets;

namespace Supervisor.Daemon.Http;

/// <summary>A control socket could not be made; the message says which, why, and what to do.</summary>
internal sealed class ControlSocketException(string message) : Exception(message);

/// <summary>Binds the sockets that clients connect to.</summary>
internal static class ControlSocket
{
    private const int Backlog = 1024;

    /// <summary>
    /// Binds and listens on a Unix socket. It gets its mode and owner under another name first and becomes visible in one
    /// step, so that no client sees it half made. One that is left over from a dead daemon is replaced; a live one is refused.
    /// </summary>
    /// <exception cref="ControlSocketException">Somebody listens there already, or the path cannot be used.</exception>
    public static OwnedDescriptor BindUnix(ServerSpec.Unix spec)
    {
        RefuseLiveListener(spec.Path, spec.Section);
        var temporary = $"{spec.Path}.{Environment.ProcessId}";
        OwnedDescriptor? socket = null;
        try
        {
            FileSystem.Unlink(temporary);
            socket = TryListen(new UnixDomainSocketEndPoint(temporary), out var error) ?? throw new PosixException("bind", error);
            File.SetUnixFileMode(temporary, (UnixFileMode)spec.Mode);
            SocketOwner.Apply(temporary, spec.Owner, spec.Group);
            File.Move(temporary, spec.Path, overwrite: true);
            return socket;
        }
        catch (Exception exception) when (exception is PosixException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket?.Dispose();
            FileSystem.Unlink(temporary);
            throw new ControlSocketException($"cannot open control socket {spec.Path}: {Reason(exception)}{PathRemedy.For(spec.Path, $"file in [{spec.Section}]")}");
        }
    }

    /// <summary>Who waits to be accepted goes on waiting. Where the kernel refuses, the socket listens as before.</summary>
    public static void ListenAgain(OwnedDescriptor socket) => _ = ListeningSocket.Listen(socket, Backlog);

    /// <summary>
    /// Binds and listens on a TCP address; an empty host means every IPv4 address, as in supervisord, and <c>::</c> every IPv6 address
    /// and no other.
    /// </summary>
    /// <exception cref="ControlSocketException">The address is taken, or is not one of this host.</exception>
    public static OwnedDescriptor BindInet(ServerSpec.Inet spec) =>
        TryListen(EndPointOf(spec), out var error) ?? throw new ControlSocketException($"cannot listen on {Named(spec)}: {error.Text.ToLowerInvariant()}");

    /// <exception cref="ControlSocketException">The host is unknown.</exception>
    public static EndPoint EndPointOf(ServerSpec spec) => spec switch
    {
        ServerSpec.Unix unix => new UnixDomainSocketEndPoint(unix.Path),
        ServerSpec.Inet inet => new IPEndPoint(inet.Host.Length == 0 ? IPAddress.Any : ResolveHost(inet.Host), inet.Port),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec, "unknown kind of server"),
    };

    private static OwnedDescriptor? TryListen(EndPoint address, out Errno error)
    {
        if (ListeningSocket.TryBind(address, out error) is not { } socket) return null;
        error = ListeningSocket.Listen(socket, Backlog);
        if (error == Errno.None) return socket;
        socket.Dispose();
        return null;
    }

    private static string Named(ServerSpec.Inet spec) =>
        string.Create(CultureInfo.InvariantCulture, $"{(spec.Host.Contains(':', StringComparison.Ordinal) ? $"[{spec.Host}]" : spec.Host)}:{spec.Port}");

    private static IPAddress ResolveHost(string host)
    {
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            // IPv4 before IPv6, as supervisord knows only the former.
            return Dns.GetHostAddresses(host).MinBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)!;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new ControlSocketException($"cannot listen on {host}: no such host");
        }
    }

    private static void RefuseLiveListener(string path, string section)
    {
        if (!FileStatus.TryGet(path, out var status, out _)) return;
        if (status.Kind != FileKind.Socket)
            throw new ControlSocketException($"cannot open control socket {path}: there is a file that is no socket; remove it, or set file in [{section}] to another place");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            if (exception is SocketException { SocketErrorCode: SocketError.AccessDenied })
                throw new ControlSocketException($"cannot open control socket {path}: permission denied{PathRemedy.For(path, $"file in [{section}]")}");
            return;
        }

        var pid = LiveListener.PidOf(probe)?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        throw new ControlSocketException($"another supervisord (pid {pid}) listens on {path}");
    }

    private static string Reason(Exception exception) => exception switch
    {
        // As it is said of the other files that cannot be made there.
        PosixException { Errno: var errno } when errno == Errno.EROFS => errno.Text,
        PosixException { Errno: var errno } => errno.Text.ToLowerInvariant(),
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message,
    };
}
