using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Signals;

/// <summary>supervisord's signals: TERM, INT and QUIT stop, HUP restarts with the config on disk, USR2 reopens the logs.</summary>
internal sealed class DaemonSignals : IDisposable
{
    // The runtime has no name for it; raw numbers are accepted.
    private const PosixSignal Usr2 = (PosixSignal)SignalNumbers.User2;

    private readonly SupervisionEngine _engine;
    private readonly Reloader _reloader;
    private readonly MainLogFile _mainLog;
    private readonly ILogger<DaemonSignals> _log;
    private readonly List<PosixSignalRegistration> _registrations;

    public DaemonSignals(SupervisionEngine engine, Reloader reloader, MainLogFile mainLog, ILogger<DaemonSignals> log)
    {
        (_engine, _reloader, _mainLog, _log) = (engine, reloader, mainLog, log);
        _registrations =
        [
            On(PosixSignal.SIGTERM, () => Exit("SIGTERM")),
            On(PosixSignal.SIGINT, () => Exit("SIGINT")),
            On(PosixSignal.SIGQUIT, () => Exit("SIGQUIT")),
            On(PosixSignal.SIGHUP, Restart),
            On(Usr2, Reopen),
        ];
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private static PosixSignalRegistration On(PosixSignal signal, Action action) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        });

    private void Exit(string signal)
    {
        _log.ExitRequested(signal);
        _engine.Shutdown();
    }

    private void Restart()
    {
        if (_engine.Current.Phase == RosterPhase.Shutdown)
        {
            _log.RestartIgnored("SIGHUP");
            return;
        }

        _log.RestartRequested("SIGHUP");
        _reloader.Reload();
    }

    private void Reopen()
    {
        _log.ReopenRequested("SIGUSR2");
        _mainLog.Reopen();
        _engine.ReopenLogs();
        _log.Reopened();
    }
}
