namespace Supervisor.Daemonization;

/// <summary>What came of <see cref="DaemonContext.TryOpen"/>.</summary>
public abstract record DaemonOpening
{
    private DaemonOpening()
    {
    }

    /// <summary>The context is open in this process: go on, and call <see cref="DaemonLaunch.NotifyReady"/> when ready.</summary>
    /// <param name="Role">Whether this is the detached daemon or a process that stays in the foreground.</param>
    public sealed record Opened(DaemonRole Role) : DaemonOpening;

    /// <summary>This is the launcher and the daemon is ready: exit with status 0.</summary>
    /// <param name="Pid">The daemon, which is still our child until we exit.</param>
    public sealed record Launched(int Pid) : DaemonOpening;

    /// <summary>
    /// It failed, and nothing is left behind. <c>return DaemonLaunch.Fail(failed.ExitCode, failed.Message)</c> is right in the
    /// launcher (prints it), in the daemon (hands it to the launcher) and in the foreground (prints it).
    /// </summary>
    /// <param name="ExitCode">1 to 255: in the launcher the daemon's own status, or 128+n when signal n ended it or us.</param>
    /// <param name="Message">The daemon's own words, or what became of it.</param>
    public sealed record Failed(int ExitCode, string Message) : DaemonOpening;
}
