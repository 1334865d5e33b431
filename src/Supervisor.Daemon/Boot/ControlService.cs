using Microsoft.Extensions.Hosting;
using Supervisor.Daemon.Http;
using Supervisor.Engine;

namespace Supervisor.Daemon.Boot;

/// <summary>Serves the control sockets for as long as the host runs; the last to stop, so that a stop can be watched.</summary>
internal sealed class ControlService(ControlServer server, ControlSockets sockets, SupervisionEngine engine) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Connections wait in the kernel's backlog meanwhile.
        await engine.Booted;
        foreach (var spec in sockets.Servers)
        {
            server.Serve(spec, sockets.ListenerOf(spec), sockets.CertificateOf(spec));
        }

        await server.WarmAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.DisposeAsync().AsTask();
}
