using System.Net;
using System.Net.Sockets;
using Supervisor.Core.Specs;
using Supervisor.Posix;
using Supervisor.Posix.Accounts;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Sockets;
using SocketAddress = Supervisor.Core.Specs.SocketAddress;

namespace Supervisor.Engine.Sockets;

/// <summary>Makes the listening sockets that programs get. May block (name lookup, file system).</summary>
internal static class SocketBinding
{
    private static readonly Errno WrongType = new(91);

    /// <summary>
    /// Binds and listens; null with the reason when it cannot be. A Unix socket takes the place of one whose owner is gone, and refuses
    /// connections until it has its mode and owner.
    /// </summary>
    public static OwnedDescriptor? TryOpen(SocketSpec spec, out string problem)
    {
        problem = "";
        if (spec.Address is SocketAddress.Unix { Path: var stale } && RefuseOccupied(stale) is { } occupied)
        {
            problem = occupied;
            return null;
        }

        if (EndPointOf(spec.Address) is not { } address)
        {
            problem = "no such host";
            return null;
        }

        var socket = ListeningSocket.TryBind(address, out var error);
        if (socket is null)
        {
            problem = Decapitalized(error.Text);
            return null;
        }

        if (Apply(socket, spec) is not { } failed) return socket;
        problem = failed;
        socket.Dispose();
        if (spec.Address is SocketAddress.Unix { Path: var made }) FileSystem.Unlink(made);
        return null;
    }

    /// <summary>Gives a bound socket its mode, owner and backlog; null, or why that cannot be.</summary>
    public static string? Apply(OwnedDescriptor socket, SocketSpec spec)
    {
        if (spec.Address is SocketAddress.Unix { Path: var path } && Dress(path, spec) is { } problem) return problem;
        var error = ListeningSocket.Listen(socket, spec.Backlog);
        return error == Errno.None ? null : $"listen: {Decapitalized(error.Text)}";
    }

    /// <summary>Removes the file of a Unix socket that nobody listens on.</summary>
    public static void RemoveStale(string path)
    {
        if (IsSocket(path) && ListeningSocket.Probe(new UnixDomainSocketEndPoint(path)) == Errno.ECONNREFUSED) FileSystem.Unlink(path);
    }

    // Null when the path is free by now.
    private static string? RefuseOccupied(string path)
    {
        if (!FileStatus.TryGet(path, out var status, out _)) return null;
        if (status.Kind != FileKind.Socket) return "there is a file that is no socket";
        var found = ListeningSocket.Probe(new UnixDomainSocketEndPoint(path));
        if (found == Errno.None || found == Errno.EAGAIN || found == WrongType) return "somebody else listens there";
        if (found == Errno.EACCES) return Decapitalized(found.Text);
        var error = FileSystem.Unlink(path);
        return error == Errno.None || error == Errno.ENOENT ? null : $"cannot remove what is left of an earlier one: {Decapitalized(error.Text)}";
    }

    private static string? Dress(string path, SocketSpec spec)
    {
        try
        {
            File.SetUnixFileMode(path, (UnixFileMode)spec.Mode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"chmod: {failure.Message}";
        }

        var user = spec.Owner is null ? null : AccountDatabase.FindUser(spec.Owner);
        if (spec.Owner is not null && user is null) return $"chown: there is no user {spec.Owner}";
        var group = spec.Group is null ? null : AccountDatabase.FindGroup(spec.Group)?.GroupId ?? (uint.TryParse(spec.Group, out var number) ? number : null);
        if (spec.Group is not null && group is null) return $"chown: there is no group {spec.Group}";
        if (user is null && group is null) return null;

        // Who may not give files away may still be asked for what is so already.
        if (FileStatus.TryGet(path, out var status, out _) && status.UserId == (user?.UserId ?? status.UserId) && status.GroupId == (group ?? status.GroupId)) return null;
        var error = FileOwner.Change(path, user?.UserId, group);
        return error == Errno.None ? null : $"chown to {spec.Owner}:{spec.Group}: {Decapitalized(error.Text)}";
    }

    /// <summary>The address for the system; null when its host cannot be found. May block for that.</summary>
    public static EndPoint? EndPointOf(SocketAddress address) => address switch
    {
        SocketAddress.Unix unix => new UnixDomainSocketEndPoint(unix.Path),
        SocketAddress.Tcp tcp => Resolve(tcp.Host) is { } host ? new IPEndPoint(host, tcp.Port) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(address), address, "unknown kind of address"),
    };

    // IPv4 before IPv6, as supervisord knows only the former.
    private static IPAddress? Resolve(string host)
    {
        if (host.Length == 0) return IPAddress.Any;
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(host).MinBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsSocket(string path) => FileStatus.TryGet(path, out var status, out _) && status.Kind == FileKind.Socket;

    private static string Decapitalized(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
