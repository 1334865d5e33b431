using Microsoft.Extensions.Logging;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// Brings the control sockets in line with a config that was reloaded. A server that is as before is not touched, so that nobody
/// is refused meanwhile; only its certificate is read again.
/// </summary>
internal sealed class ServerRebinding(ControlSockets sockets, ControlServer server, ILogger<ServerRebinding> log)
{
    private readonly Lock _change = new();

    /// <summary>Returns at once; binding may wait for a name lookup.</summary>
    public void Apply(ValueList<ServerSpec> servers) => Task.Run(() => Rebind(servers));

    private void Rebind(ValueList<ServerSpec> servers)
    {
        lock (_change)
        {
            foreach (var old in sockets.Servers.Except(servers).ToArray())
            {
                server.StopServing(sockets.ListenerOf(old));
                sockets.Remove(old);
            }

            foreach (var kept in sockets.Servers)
            {
                if (sockets.CertificateOf(kept)?.Reload() is { } problem) log.Alarm($"{problem}; [{kept.Section}] goes on with the one it has");
            }

            foreach (var added in servers.Except(sockets.Servers).ToArray())
            {
                try
                {
                    sockets.Bind(added);
                    server.Serve(added, sockets.ListenerOf(added), sockets.CertificateOf(added));
                }
                catch (ControlSocketException exception)
                {
                    log.Alarm(exception.Message);
                }
            }
        }
    }
}
