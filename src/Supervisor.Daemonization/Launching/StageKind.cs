namespace Supervisor.Daemonization.Launching;

/// <summary>The two further processes of a launch.</summary>
internal enum StageKind
{
    /// <summary>Leads the new session, starts the daemon and leaves.</summary>
    Intermediate,

    /// <summary>The daemon: in the session and not its leader.</summary>
    Daemon,
}
