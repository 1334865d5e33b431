using System.Globalization;
using System.Net.Sockets;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Http.Tls;
using Supervisor.Daemon.Recovery;
using Supervisor.Engine.Sockets;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Boot;

/// <summary>The listening sockets of the config in force; their names are removed at the end.</summary>
internal sealed class ControlSockets : IDisposable
{
    private readonly Dictionary<ServerSpec, BoundServer> _bound = [];
    private readonly KeeperLink _keeper;

    private readonly PassedSockets _passed;

    private ControlSockets(KeeperLink keeper, PassedSockets passed) => (_keeper, _passed) = (keeper, passed);

    /// <summary>
    /// Binds them all, but for what a brain has bound that ended before it got any further: that is taken over.
    /// </summary>
    /// <exception cref="ControlSocketException">One that is not optional cannot be bound; none is left behind.</exception>
    public static ControlSockets Bind(
        ValueList<ServerSpec> servers, IReadOnlyDictionary<string, OwnedDescriptor> kept, PassedSockets passed, KeeperLink keeper, Action<string> trouble)
    {
        var sockets = new ControlSockets(keeper, passed);
        try
        {
            foreach (var server in servers)
            {
                try
                {
                    sockets.Open(server, kept);
                }
                catch (ControlSocketException failure) when (server is ServerSpec.Unix { IsOptional: true })
                {
                    trouble($"{failure.Message}; supervisorctl cannot reach this supervisord");
                }
            }

            return sockets;
        }
        catch
        {
            foreach (var bound in sockets._bound.Values)
            {
                bound.Dispose();
            }

            sockets.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over what an earlier brain has bound: nobody who connects is refused, whenever that brain ended. One that cannot be had
    /// is told and left out, since the programs matter more.
    /// </summary>
    public static ControlSockets TakeOver(
        ValueList<ServerSpec> servers, IReadOnlyDictionary<string, OwnedDescriptor> kept, PassedSockets passed, KeeperLink keeper, Action<string> trouble)
    {
        var sockets = new ControlSockets(keeper, passed);
        foreach (var server in servers)
        {
            try
            {
                sockets.Open(server, kept);
            }
            catch (ControlSocketException failure)
            {
                trouble(failure.Message);
            }
        }

        return sockets;
    }

    public IReadOnlyCollection<ServerSpec> Servers => _bound.Keys;

    public Socket ListenerOf(ServerSpec server) => _bound[server].Listener;

    /// <summary>What a server speaks TLS with; null when it does not.</summary>
    public TlsCertificate? CertificateOf(ServerSpec server) => _bound[server].Certificate;

    /// <summary>Binds one more server.</summary>
    /// <exception cref="ControlSocketException">It cannot be bound.</exception>
    public void Bind(ServerSpec server)
    {
        var bound = Passed(server) ?? server switch
        {
            ServerSpec.Unix unix => BindUnix(unix),
            ServerSpec.Inet inet => BindInet(inet),
            _ => throw new ArgumentOutOfRangeException(nameof(server), server, "unknown kind of server"),
        };
        _bound.Add(server, bound);
        _keeper.Keep(NameOf(server), bound.Number);
    }

    private void Open(ServerSpec server, IReadOnlyDictionary<string, OwnedDescriptor> kept)
    {
        if (kept.TryGetValue(NameOf(server), out var listener)) _bound.Add(server, Known(server, listener));
        else Bind(server);
    }

    /// <summary>Takes the name of a server away; whoever owns its listener closes that.</summary>
    public void Remove(ServerSpec server)
    {
        if (!_bound.Remove(server, out var bound)) return;
        _keeper.Host.DropDescriptor(NameOf(server));
        bound.RemoveName();
    }

    public void Dispose()
    {
        foreach (var bound in _bound.Values)
        {
            bound.RemoveName();
        }
    }

    // The service manager's own, which it goes on to hold: its file, mode and owner are that one's.
    private BoundServer? Passed(ServerSpec server) =>
        !_passed.IsEmpty && _passed.Open(ControlSocket.EndPointOf(server)) is { } socket ? Known(server, socket) : null;

    private static BoundServer BindInet(ServerSpec.Inet inet)
    {
        var certificate = CertificateFor(inet);
        return new BoundServer(ControlSocket.BindInet(inet), null, default) { Certificate = certificate };
    }

    private static TlsCertificate? CertificateFor(ServerSpec server) =>
        server is ServerSpec.Inet { Tls: { } files } ? TlsCertificate.Load(files) : null;

    private static string NameOf(ServerSpec server) => server switch
    {
        ServerSpec.Unix unix => $"control unix {unix.Path}",
        ServerSpec.Inet inet => string.Create(CultureInfo.InvariantCulture, $"control tcp {inet.Host}:{inet.Port}"),
        _ => throw new ArgumentOutOfRangeException(nameof(server), server, "unknown kind of server"),
    };

    private BoundServer Known(ServerSpec server, OwnedDescriptor listener)
    {
        var certificate = CertificateFor(server);

        // The kernel tells clients who called listen(2) last (SO_PEERCRED): by this process supervisorctl finds the keeper.
        if (server is ServerSpec.Unix) ControlSocket.ListenAgain(listener);
        return server is ServerSpec.Unix unix && !_passed.Has(new UnixDomainSocketEndPoint(unix.Path)) && FileStatus.TryGet(unix.Path, out var status, out _) && status.Kind == FileKind.Socket
            ? new BoundServer(listener, unix.Path, status.Identity)
            : new BoundServer(listener, null, default) { Certificate = certificate };
    }

    private static BoundServer BindUnix(ServerSpec.Unix unix)
    {
        var listener = ControlSocket.BindUnix(unix);
        return new BoundServer(listener, unix.Path, FileStatus.TryGet(unix.Path, out var status, out _) ? status.Identity : default);
    }

    private sealed class BoundServer(OwnedDescriptor listening, string? path, FileIdentity identity) : IDisposable
    {
        private Socket? _listener;

        // When it is served, and not before: the first Socket of a process starts a thread and waits for it, as programs would that are to be started.
        public Socket Listener => _listener ??= new Socket(new SafeSocketHandle(listening.Release(), ownsHandle: true));

        public int Number => _listener is null ? listening.Number : throw new InvalidOperationException("it is served already");

        public TlsCertificate? Certificate { get; init; }

        // Unless somebody else has put a socket of theirs there.
        public void RemoveName()
        {
            if (path is not null && FileStatus.TryGet(path, out var status, out _) && status.Identity == identity) File.Delete(path);
        }

        public void Dispose()
        {
            listening.Dispose();
            _listener?.Dispose();
        }
    }
}
