using Microsoft.Extensions.Hosting;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Boot;

/// <summary>Serves the control sockets for as long as the host runs; the last to stop, so that a stop can be watched.</summary>
internal sealed class ControlService(ControlServer server, ControlSockets sockets) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var spec in sockets.Servers)
        {
            server.Serve(spec, sockets.ListenerOf(spec));
        }

        await server.WarmAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.DisposeAsync().AsTask();
}
