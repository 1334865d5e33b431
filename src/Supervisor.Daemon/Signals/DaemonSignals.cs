using Microsoft.Extensions.Logging;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Logging;
using Supervisor.Daemon.Service;
using Supervisor.Engine;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Signals;

/// <summary>
/// supervisord's signals, which the keeper gets and passes on: TERM, INT and QUIT stop, HUP restarts with the config on disk,
/// USR1
/// upgrades, USR2 reopens the logs.
/// </summary>
internal sealed class DaemonSignals(
    SupervisionEngine engine, Reloader reloader, ServiceReport? report, MainLogFile mainLog, ILogger<DaemonSignals> log)
{
    /// <summary>Set when there is somebody who can replace this process.</summary>
    public Action? Upgrade { get; set; }

    /// <summary>Obeys one signal; may take as long as reading a config.</summary>
    public void Obey(int number)
    {
        switch (SignalNumbers.Name(number))
        {
            case "TERM" or "INT" or "QUIT":
                log.ExitRequested($"SIG{SignalNumbers.Name(number)}");
                engine.Shutdown();
                break;
            case "HUP":
                Restart();
                break;
            case "USR1":
                Upgrade?.Invoke();
                break;
            case "USR2":
                Reopen();
                break;
            default:
                break;
        }
    }

    private void Restart()
    {
        if (engine.Current.Phase == RosterPhase.Shutdown)
        {
            log.RestartIgnored("SIGHUP");
            return;
        }

        log.RestartRequested("SIGHUP");
        report?.ReloadAsked();
        if (reloader.Reload().Spec is null) report?.ReloadRefused("the config on disk has errors, the one before is in force");
    }

    private void Reopen()
    {
        log.ReopenRequested("SIGUSR2");
        mainLog.Reopen();
        engine.ReopenLogs();
        log.Reopened();
    }
}
