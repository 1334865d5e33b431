namespace Supervisor.Daemonization;

/// <summary>Which of the processes of a launch this one is. (The intermediate one never gets to ask.)</summary>
public enum DaemonRole
{
    /// <summary>Started by anything but a launcher: it is the launcher if it detaches, else it stays in the foreground.</summary>
    Foreground,

    /// <summary>Started by a launcher, in the background already.</summary>
    Daemon,
}
