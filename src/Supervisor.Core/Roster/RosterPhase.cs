namespace Supervisor.Core.Roster;

/// <summary>The supervisor's own state: supervisord's RUNNING 1, RESTARTING 0, SHUTDOWN -1.</summary>
public enum RosterPhase
{
    Shutdown = -1,
    Restarting = 0,
    Running = 1,
}
