using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Supervisor.Config;
using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Events;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Http.Json;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Projection;
using Supervisor.Daemon.Signals;
using Supervisor.Daemonization;
using Supervisor.Engine;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Output;
using Supervisor.Keeper;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// The stages of a start, in the order that matters: everything that can fail comes before the first program, and everything
/// that can wait (hosting, HTTP) comes after it.
/// </summary>
internal sealed class DaemonBoot(ConfigSource source, ConfigResult config, SupervisorSpec spec)
{
    /// <summary>Runs until everything has stopped in order.</summary>
    /// <exception cref="StartFailedException">It could not start; nothing is left behind.</exception>
    public void Run()
    {
        var (softDescriptors, limitMessages, limitError) = DescriptorLimits.Apply(spec.Daemon);
        if (limitError is not null) throw new StartFailedException(StartFailedException.BadConfig, limitError);
        var userMessage = UserSwitch.Apply(spec.Daemon.User);
        using var sockets = Open(() => ControlSockets.Bind(spec.Servers));
        using var pidFile = Open(() => PidFile.Acquire(spec.Daemon.PidFile));
        using var logging = Open(() => new LogSetup(spec.Daemon));
        var log = logging.Factory.CreateLogger<DaemonBoot>();
        SweepAutoLogs(spec.Daemon, log);
        Announce(log, userMessage is null ? limitMessages : [userMessage, .. limitMessages]);
        var identity = new DaemonIdentity(spec.Daemon.Identifier);
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<ValueList<ServerSpec>>? rebind = null;
        using var printer = new ResultPrinter();
        var events = new EngineEvents(
            Reloaded: reloaded =>
            {
                logging.Configure(reloaded.Daemon);
                identity.Identifier = reloaded.Daemon.Identifier;
                rebind?.Invoke(reloaded.Servers);
                log.Started(Environment.ProcessId);
            },
            ReadyToStartAnew: reloaded => SweepAutoLogs(reloaded.Daemon, log),
            Finished: finished.SetResult,
            OrphanReaped: (pid, outcome) => log.OrphanReaped(pid, outcome.Text),
            OutputNoticed: notice => log.OutputNoticed(notice.IsWarning ? LogLevel.Warning : LogLevel.Information, notice.Message),
            OutputCopied: log.OutputCopy)
        {
            ListenerNoticed = new ListenerLog(logging.Factory.CreateLogger<ListenerLog>()).OnNotice,
            ResultPrinted = printer.Print,
        };
        var settings = new EngineSettings(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), softDescriptors);
        using var engine = new SupervisionEngine(spec, handler => new InProcessChildHost(handler), settings, events);
        engine.Notices.Subscribe(new LifecycleLog(
            logging.Factory.CreateLogger<LifecycleLog>(), () => engine.Current.Phase != RosterPhase.Running));
        using var shutdownReport = new ShutdownReport(engine, log);
        engine.Notices.Subscribe(shutdownReport);
        var history = new EventHistory();
        engine.Notices.Subscribe(history);
        var reloader = new Reloader(engine, source, logging.Factory.CreateLogger<Reloader>());

        // Before the first program: a signal that nobody handles would end the daemon and leave the programs.
        using var signals = new DaemonSignals(engine, reloader, logging.File, logging.Factory.CreateLogger<DaemonSignals>());
        log.Started(Environment.ProcessId);
        engine.Start();

        using var host = BuildHost(engine, finished.Task, sockets, logging, identity, history, reloader);
        rebind = host.Services.GetRequiredService<ServerRebinding>().Apply;
        host.Start();

        // The sockets answer: whoever launched a daemon may go on now. If that command is gone, nobody waits for a daemon.
        if (!DaemonLaunch.NotifyReady()) engine.Shutdown();
        host.WaitForShutdown();
    }

    // Only now, when the socket and the pid file are ours: a second daemon must not delete the logs of the first.
    private static void SweepAutoLogs(DaemonSpec daemon, ILogger log)
    {
        if (daemon.NoCleanup) return;
        foreach (var (path, problem) in AutoLog.Sweep(daemon.ChildLogDirectory, daemon.Identifier))
        {
            log.CleanUpFailed(path, problem);
        }
    }

    private static T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ControlSocketException)
        {
            throw new StartFailedException(StartFailedException.CannotOpen, $"{exception.Message}; nothing was started");
        }
    }

    private void Announce(ILogger log, IReadOnlyList<string> limitMessages)
    {
        if (Environment.IsPrivilegedProcess && spec.Daemon.User is null)
        {
            log.Alarm("Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  "
                + "If you intend to run as root, you can set user=root in the config file to avoid this message.");
        }

        foreach (var diagnostic in config.Diagnostics)
        {
            log.ConfigWarning(diagnostic.ToString());
        }

        foreach (var message in config.Messages.Concat(limitMessages))
        {
            log.Say(message);
        }

        if (DaemonLaunch.Role == DaemonRole.Daemon)
        {
            log.Say("daemonizing the supervisord process");
            if (spec.Daemon.Directory is { } directory) log.Say($"set current directory: '{directory}'");
        }

        foreach (var server in spec.Servers.Where(server => server.Username is null))
        {
            log.Alarm($"Server '{server.Section}' running without any HTTP authentication checking");
        }
    }

    private IHost BuildHost(
        SupervisionEngine engine, Task finished, ControlSockets sockets, LogSetup logging, DaemonIdentity identity, EventHistory history, Reloader reloader)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.Replace(ServiceDescriptor.Singleton(logging.Factory));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ForegroundLifetime>());
        builder.Services
            .AddSingleton(engine)
            .AddSingleton(source)
            .AddSingleton(sockets)
            .AddSingleton(identity)
            .AddSingleton(history)
            .AddSingleton(logging.File)
            .AddSingleton(reloader)
            .AddSingleton<ServerRebinding>()
            .AddSingleton<ProcessProjection>()
            .AddSingleton<Commands>()
            .AddSingleton<InfoEndpoints>()
            .AddSingleton<ProcessEndpoints>()
            .AddSingleton<GroupEndpoints>()
            .AddSingleton<LogEndpoints>()
            .AddSingleton<ConfigEndpoints>()
            .AddSingleton<EventEndpoints>()
            .AddSingleton<IRemoteEvents>(engine)
            .AddSupervisordApi()
            .AddSingleton<Router>()
            .AddSingleton(services => new ControlServer(new Gatekeeper(
                services.GetRequiredService<Router>().RouteAsync,
                services.GetRequiredService<ILogger<Gatekeeper>>()).RunAsync))
            .AddHostedService<ControlService>()
            .AddHostedService(services => new SupervisionService(
                engine, finished, services.GetRequiredService<IHostApplicationLifetime>()));
        return builder.Build();
    }
}
