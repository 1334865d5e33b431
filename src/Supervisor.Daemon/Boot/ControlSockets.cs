using System.Net.Sockets;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Http.Tls;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Boot;

/// <summary>The listening sockets of the config in force; their names are removed at the end.</summary>
internal sealed class ControlSockets : IDisposable
{
    private readonly Dictionary<ServerSpec, BoundServer> _bound = [];

    /// <exception cref="ControlSocketException">One of them cannot be bound; none is left behind.</exception>
    public static ControlSockets Bind(ValueList<ServerSpec> servers)
    {
        var sockets = new ControlSockets();
        try
        {
            foreach (var server in servers)
            {
                sockets.Bind(server);
            }

            return sockets;
        }
        catch
        {
            foreach (var bound in sockets._bound.Values)
            {
                bound.Listener.Dispose();
            }

            sockets.Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<ServerSpec> Servers => _bound.Keys;

    public Socket ListenerOf(ServerSpec server) => _bound[server].Listener;

    /// <summary>What a server speaks TLS with; null when it does not.</summary>
    public TlsCertificate? CertificateOf(ServerSpec server) => _bound[server].Certificate;

    /// <summary>Binds one more server.</summary>
    /// <exception cref="ControlSocketException">It cannot be bound.</exception>
    public Socket Bind(ServerSpec server)
    {
        var bound = server switch
        {
            ServerSpec.Unix unix => BindUnix(unix),
            ServerSpec.Inet inet => BindInet(inet),
            _ => throw new ArgumentOutOfRangeException(nameof(server), server, "unknown kind of server"),
        };
        _bound.Add(server, bound);
        return bound.Listener;
    }

    /// <summary>Takes the name of a server away; whoever owns its listener closes that.</summary>
    public void Remove(ServerSpec server)
    {
        if (_bound.Remove(server, out var bound)) bound.RemoveName();
    }

    public void Dispose()
    {
        foreach (var bound in _bound.Values)
        {
            bound.RemoveName();
        }
    }

    private static BoundServer BindInet(ServerSpec.Inet inet)
    {
        var certificate = inet.Tls is { } files ? TlsCertificate.Load(files) : null;
        return new BoundServer(ControlSocket.BindInet(inet), null, default) { Certificate = certificate };
    }

    private static BoundServer BindUnix(ServerSpec.Unix unix)
    {
        var listener = ControlSocket.BindUnix(unix);
        return new BoundServer(listener, unix.Path, FileStatus.TryGet(unix.Path, out var status, out _) ? status.Identity : default);
    }

    private sealed record BoundServer(Socket Listener, string? Path, FileIdentity Identity)
    {
        public TlsCertificate? Certificate { get; init; }

        // Unless somebody else has put a socket of theirs there.
        public void RemoveName()
        {
            if (Path is not null && FileStatus.TryGet(Path, out var status, out _) && status.Identity == Identity) File.Delete(Path);
        }
    }
}
