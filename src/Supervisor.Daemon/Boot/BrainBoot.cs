using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Events;
using Supervisor.Daemon.Http;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Recovery;
using Supervisor.Daemon.Roles;
using Supervisor.Daemon.Service;
using Supervisor.Daemon.Signals;
using Supervisor.Daemonization;
using Supervisor.Engine;
using Supervisor.Engine.Output;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Sockets;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Threads;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Supervisor.Daemon.Boot;

/// <summary>
/// The stages of a start, in the order that matters: everything that can fail comes before the first program, and everything
/// that can wait (hosting, HTTP) comes after it. After a crash of the brain before it nothing fails any more.
/// </summary>
internal sealed class BrainBoot(KeeperLink keeper, BrainStart start, BrainMode mode)
{
    /// <summary>While the brain before this one leaves, the keeper is not replaced.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMilliseconds(500);

    private readonly SupervisorSpec _spec = start.Spec;
    private readonly PassedSockets _passed = new(start.Inheritance.Descriptors);

    /// <summary>Runs until everything has stopped in order, and returns the exit status.</summary>
    /// <exception cref="StartFailedException">It could not start; nothing is left behind.</exception>
    public int Run()
    {
        List<string> troubles = [.. start.Inheritance.Troubles];
        if (!start.IsRecovery) EarlierPrograms.Refuse(_spec);
        var (softDescriptors, limitMessages, limitError) = DescriptorLimits.Apply(_spec.Daemon);
        if (limitError is not null) throw new StartFailedException(StartFailedException.BadConfig, limitError);
        EnterSurroundings();
        var userMessage = UserSwitch.Apply(_spec.Daemon.User);
        using var sockets = start.IsRecovery
            ? ControlSockets.TakeOver(_spec.Servers, start.Inheritance.Descriptors, _passed, keeper, troubles.Add)
            : Open(() => ControlSockets.Bind(_spec.Servers, start.Inheritance.Descriptors, _passed, keeper, troubles.Add));
        using var pidFile = start.IsRecovery
            ? PidFileOfKeeper.TakeOver(_spec.Daemon.PidFile, start.Inheritance, troubles.Add)
            : AcquirePidFile(troubles);
        using var logging = OpenLog(troubles);
        var log = logging.Factory.CreateLogger<BrainBoot>();

        // Only now, when the socket and the pid file are ours: a second daemon must not delete the logs of the first.
        var sweep = start.IsRecovery ? null : BackgroundThread.Start("sweep", () => SweepAutoLogs(_spec.Daemon, log));
        if (start.Config is { } config)
        {
            TellUnusedSockets(log);
            StartReport.Write(log, config, _spec, userMessage is null ? limitMessages : [userMessage, .. limitMessages], mode != BrainMode.Foreground);
        }

        var identity = new DaemonIdentity(_spec.Daemon.Identifier, keeper.Host.KeeperPid);
        var finished = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<ValueList<ServerSpec>>? rebind = null;
        using var printer = new ResultPrinter();
        var events = new EngineEvents(
            Reloaded: reloaded =>
            {
                logging.Configure(reloaded.Daemon);
                identity.Identifier = reloaded.Daemon.Identifier;
                rebind?.Invoke(reloaded.Servers);
                log.Started(identity.Pid);
            },
            ReadyToStartAnew: reloaded => SweepAutoLogs(reloaded.Daemon, log),
            Finished: finished.SetResult,
            OrphanReaped: (pid, outcome) => log.OrphanReaped(pid, outcome.Text),
            OutputNoticed: notice => log.OutputNoticed(notice.IsWarning ? LogLevel.Warning : LogLevel.Information, notice.Message),
            OutputCopied: log.OutputCopy)
        {
            ListenerNoticed = new ListenerLog(logging.Factory.CreateLogger<ListenerLog>()).OnNotice,
            ResultPrinted = printer.Print,
            Noticed = notice => log.OutputNoticed(notice.IsWarning ? LogLevel.Warning : LogLevel.Information, notice.Text),
        };
        using var engine = CreateEngine(events, softDescriptors);
        engine.Notices.Subscribe(new LifecycleLog(logging.Factory.CreateLogger<LifecycleLog>()));
        using var stopReport = new StopReport(engine, log);
        engine.Notices.Subscribe(stopReport);
        using var shutdownReport = new ShutdownReport(engine, log);
        engine.Notices.Subscribe(shutdownReport);
        var history = new EventHistory(new EventArchive(start.Inheritance.HistoryJournal));
        start.Inheritance.HistoryJournal.DropRecovered();
        engine.Notices.Subscribe(history);
        using var tidiness = new Tidiness();
        engine.Notices.Subscribe(tidiness);
        var reloader = new Reloader(engine, start.Source, logging.Factory.CreateLogger<Reloader>());
        using var report = keeper.Host.HasServiceManager ? ServiceReport.To(keeper.Host.NotifyHost, engine) : null;
        var signals = new DaemonSignals(engine, reloader, report, logging.File, logging.Factory.CreateLogger<DaemonSignals>());
        using var ear = new KeeperEar(keeper, engine, signals, log);
        Announce(log, identity, troubles);
        keeper.Host.BeginEvents();

        // New ones are made from now on.
        sweep?.Join();
        engine.Start();

        var services = new DaemonServices(engine, start.Source, sockets, identity, history, logging, reloader, keeper, ear, tidiness, finished.Task) { Report = report };
        using var host = services.Build();
        signals.Upgrade = () => _ = host.Services.GetRequiredService<Upgrader>().RunAsync();
        rebind = host.Services.GetRequiredService<ServerRebinding>().Apply;
        host.Start();

        // The sockets answer: whoever launched a daemon may go on now.
        keeper.Host.Ready();
        report?.SocketsAnswer();
        if (mode == BrainMode.Background) StandardError.Silence();
        if (keeper.Host.IsCandidate) RenewKeeper(log);
        host.WaitForShutdown();
        return finished.Task.GetAwaiter().GetResult();
    }

    private void TellUnusedSockets(ILogger log)
    {
        var sockets = _spec.Roster.Groups.SelectMany(group => group.Processes).Select(process => process.Socket?.Address).OfType<SocketAddress>();
        foreach (var address in _passed.Unused(_spec.Servers.Select(ControlSocket.EndPointOf), sockets))
        {
            log.OutputNoticed(
                LogLevel.Warning, $"the service manager has passed a socket on {address}, which neither a server nor a program of the config has: nobody answers there");
        }
    }

    // A package has replaced the file of both. A keeper that stays what it is serves a newer brain as well.
    private void RenewKeeper(ILogger log, int triesLeft = 10) => keeper.Host.UpgradeKeeper(answer =>
    {
        if (answer.IsDone) log.KeeperRenewed();
        else if (answer.Errno == Posix.Errno.EBUSY.Value && triesLeft > 0) _ = Task.Delay(RenewalPause).ContinueWith(_ => RenewKeeper(log, triesLeft - 1), TaskScheduler.Default);
        else log.KeeperStays(answer.Reason);
    });

    private SupervisionEngine CreateEngine(EngineEvents events, long softDescriptors)
    {
        start.Source.Write(start.Inheritance.Journal);
        var settings = new EngineSettings(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), softDescriptors);
        var origin = new EngineOrigin(start.Inheritance.Journal, start.Inheritance.State, start.Inheritance.Children, start.Inheritance.Predecessor)
        {
            PoolsJournal = start.Inheritance.PoolsJournal,
            Kept = start.Inheritance.Kept,
            Passed = _passed,
        };
        var engine = new SupervisionEngine(_spec, keeper.Connect, settings, events, origin);
        start.Inheritance.Journal.DropRecovered();
        start.Inheritance.PoolsJournal.DropRecovered();
        return engine;
    }

    // A daemon's directory and umask, and those of its programs. The paths of the config were made absolute before.
    private void EnterSurroundings()
    {
        var daemon = _spec.Daemon;
        var directory = mode == BrainMode.Foreground ? null : daemon.Directory ?? "/";
        try
        {
            if (directory is not null) Environment.CurrentDirectory = directory;
        }
        catch (Exception failure) when (!start.IsRecovery && failure is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException(StartFailedException.CannotOpen, $"cannot change to directory {directory}: {failure.Message}; nothing was started");
        }

        if (mode != BrainMode.Foreground) _ = Posix.Processes.CurrentProcess.SetUmask(daemon.Umask);
        if (start.IsRecovery) return;
        var answer = keeper.Host.Take(new Surroundings
        {
            Umask = mode == BrainMode.Foreground ? null : daemon.Umask,
            Directory = directory,
            User = daemon.User,
            LeastDescriptors = daemon.MinFds,
            LeastProcesses = daemon.MinProcs,
            Instance = EarlierPrograms.InstanceOf(_spec),
        });
        if (!answer.IsDone) throw new StartFailedException(StartFailedException.BadConfig, $"cannot start: {answer.Reason}; nothing was started");
    }

    private void Announce(ILogger log, DaemonIdentity identity, List<string> troubles)
    {
        foreach (var note in keeper.Host.Notes)
        {
            log.KeeperNote(note);
        }

        foreach (var trouble in troubles)
        {
            log.Alarm(trouble);
        }

        if (keeper.Host.IsCandidate) log.Upgraded(DaemonIdentity.Version, Environment.ProcessId);
        else if (start.IsRecovery) log.TakenOver(Environment.ProcessId, start.Inheritance.Children.Count(child => child is { Pid: > 0, Exit: null }));
        else log.Started(identity.Pid);
    }

    private static void SweepAutoLogs(DaemonSpec daemon, ILogger log)
    {
        if (daemon.NoCleanup) return;
        foreach (var (path, problem) in AutoLog.Sweep(daemon.ChildLogDirectory, daemon.Identifier))
        {
            if (path == daemon.ChildLogDirectory) log.FolderNotCleaned(path, problem);
            else log.CleanUpFailed(path, problem);
        }
    }

    private LogSetup OpenLog(List<string> troubles)
    {
        try
        {
            return new LogSetup(_spec.Daemon, keeper.Host.KeeperPid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!start.IsRecovery && !MayGoWithout(_spec.Daemon.IsDefaultLogFile))
                throw new StartFailedException(StartFailedException.CannotOpen, $"{exception.Message}{PathRemedy.For(_spec.Daemon.LogFile!, "logfile")}; nothing was started");
            troubles.Add(start.IsRecovery ? exception.Message : $"{exception.Message}; there is no main log but on stdout");
            return new LogSetup(_spec.Daemon with { LogFile = null }, keeper.Host.KeeperPid);
        }
    }

    private PidFile? AcquirePidFile(List<string> troubles)
    {
        if (_spec.Daemon.PidFile.Length == 0) return null;
        try
        {
            return PidFileOfKeeper.Acquire(_spec.Daemon.PidFile, start.Inheritance, keeper);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (failure is PidFileLockedException || !MayGoWithout(_spec.Daemon.IsDefaultPidFile))
                throw new StartFailedException(StartFailedException.CannotOpen, $"{failure.Message}{PathRemedy.For(_spec.Daemon.PidFile, "pidfile")}; nothing was started");
            troubles.Add($"{failure.Message}; there is no pid file");
            return null;
        }
    }

    // In the foreground, such as in a container whose files are read-only, nobody looks for a file that nobody has named; its lines are on stdout.
    private bool MayGoWithout(bool isDefault) => isDefault && mode == BrainMode.Foreground;

    private static T Open<T>(Func<T> open, Func<string>? remedy = null)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ControlSocketException)
        {
            throw new StartFailedException(StartFailedException.CannotOpen, $"{exception.Message}{remedy?.Invoke()}; nothing was started");
        }
    }
}
