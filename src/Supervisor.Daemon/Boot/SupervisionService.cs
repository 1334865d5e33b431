using Microsoft.Extensions.Hosting;
using Supervisor.Engine;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// Ties the engine to the life of the host. The engine runs before the host is built, so that programs do not wait for it; a
/// stop of the host is an orderly stop of all programs, as long as that takes.
/// </summary>
internal sealed class SupervisionService(SupervisionEngine engine, Task finished, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = finished.ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        engine.Shutdown();
        return finished;
    }
}
