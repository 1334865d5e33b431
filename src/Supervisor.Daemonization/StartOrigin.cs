namespace Supervisor.Daemonization;

/// <summary>Who started this process; it decides whether a <see cref="DaemonContext"/> detaches when it is not told.</summary>
public enum StartOrigin
{
    /// <summary>A user, a shell, a script: the only case in which there is something to detach from.</summary>
    Other,

    /// <summary>A launcher of this library: this is the daemon.</summary>
    Launcher,

    /// <summary>Nobody: this is the first process of its pid namespace, whose end is the end of all others.</summary>
    FirstProcess,

    /// <summary>init: the parent was process 1 at the start.</summary>
    Init,

    /// <summary>A superserver such as inetd: standard input is a socket.</summary>
    Superserver,

    /// <summary>systemd or one that speaks its protocol: it waits for a notification, or is our parent.</summary>
    ServiceManager,
}
