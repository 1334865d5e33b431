using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Supervisor.Daemon.Events;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Http.Json;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Projection;
using Supervisor.Daemon.Recovery;
using Supervisor.Daemon.Service;
using Supervisor.Engine;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Boot;

/// <summary>What the daemon offers to its clients, put together.</summary>
internal sealed record DaemonServices(
    SupervisionEngine Engine,
    ConfigSource Source,
    ControlSockets Sockets,
    DaemonIdentity Identity,
    EventHistory History,
    LogSetup Logging,
    Reloader Reloader,
    KeeperLink Keeper,
    KeeperEar Ear,
    Tidiness Tidiness,
    Task Finished)
{
    /// <summary>Who tells the service manager; null when there is none.</summary>
    public ServiceReport? Report { get; init; }

    public IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.Replace(ServiceDescriptor.Singleton(Logging.Factory));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ForegroundLifetime>());
        builder.Services
            .AddSingleton(Engine)
            .AddSingleton(Source)
            .AddSingleton(Sockets)
            .AddSingleton(Identity)
            .AddSingleton(History)
            .AddSingleton(Logging.File)
            .AddSingleton(Reloader)
            .AddSingleton<ServerRebinding>()
            .AddSingleton<ProcessProjection>()
            .AddSingleton<Commands>()
            .AddSingleton<InfoEndpoints>()
            .AddSingleton<ProcessEndpoints>()
            .AddSingleton<GroupEndpoints>()
            .AddSingleton<LogEndpoints>()
            .AddSingleton<ConfigEndpoints>()
            .AddSingleton<EventEndpoints>()
            .AddSingleton<IRemoteEvents>(Engine)
            .AddSupervisordApi()
            .AddSingleton(Keeper)
            .AddSingleton(Ear)
            .AddSingleton<Func<ControlServer>>(services => services.GetRequiredService<ControlServer>)
            .AddSingleton(services => new Upgrader(
                Keeper, Ear, Engine, services.GetRequiredService<Func<ControlServer>>(), Report, services.GetRequiredService<ILogger<Upgrader>>()))
            .AddSingleton<UpgradeEndpoint>()
            .AddSingleton<Router>()
            .AddSingleton(services => new ControlServer(new Gatekeeper(
                services.GetRequiredService<Router>().RouteAsync,
                services.GetRequiredService<ILogger<Gatekeeper>>()).RunAsync, asleep: Tidiness.Want))
            .AddHostedService<ControlService>()
            .AddHostedService(services => new SupervisionService(
                Engine, Finished, services.GetRequiredService<IHostApplicationLifetime>()));
        return builder.Build();
    }
}
