using System.Net.Sockets;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;
using Supervisor.Posix.Files;

namespace Supervisor.Daemon.Boot;

/// <summary>The listening sockets of one config, bound before anything is started and removed at the end.</summary>
internal sealed class ControlSockets : IDisposable
{
    private readonly List<(string Path, FileIdentity? Identity)> _paths = [];

    private ControlSockets(ValueList<ServerSpec> servers) => Servers = servers;

    public ValueList<ServerSpec> Servers { get; }

    public List<Socket> Listeners { get; } = [];

    /// <exception cref="ControlSocketException">One of them cannot be bound; none is left behind.</exception>
    public static ControlSockets Bind(ValueList<ServerSpec> servers)
    {
        var sockets = new ControlSockets(servers);
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
            sockets.Listeners.ForEach(listener => listener.Dispose());
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>Removes the names of the sockets, unless somebody else has put theirs there.</summary>
    public void Dispose()
    {
        foreach (var (path, identity) in _paths)
        {
            if (FileStatus.TryGet(path, out var status, out _) && status.Identity == identity) File.Delete(path);
        }
    }

    private void Bind(ServerSpec server)
    {
        switch (server)
        {
            case ServerSpec.Unix unix:
                Listeners.Add(ControlSocket.BindUnix(unix));
                _paths.Add((unix.Path, FileStatus.TryGet(unix.Path, out var status, out _) ? status.Identity : null));
                break;
            case ServerSpec.Inet inet:
                Listeners.Add(ControlSocket.BindInet(inet));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(server), server, "unknown kind of server");
        }
    }
}
