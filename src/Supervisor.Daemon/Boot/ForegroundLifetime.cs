using Microsoft.Extensions.Hosting;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// The host's life in the foreground. The console lifetime is not used: it would take the signals, and stop the host
/// before the programs have stopped.
/// </summary>
internal sealed class ForegroundLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
