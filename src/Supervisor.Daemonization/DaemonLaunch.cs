using System.Text;
using Supervisor.Daemonization.Launching;
using Supervisor.Daemonization.Settings;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization;

/// <summary>
/// This process's part in a launch. A runtime with threads must not fork, so a daemon is made by starting the program again:
/// the <i>launching process</i>, which the user started, starts an intermediate one in a new session, which starts the
/// <i>daemon</i> and leaves. Each runs Main from its beginning, with the same command line. The launching process waits
/// for the daemon's word and passes success or failure on to who started it.
/// </summary>
public static class DaemonLaunch
{
    private static readonly Lock Gate = new();
    private static LauncherLink? _link;
    private static StageMarker? _marker;
    private static StartOrigin? _origin;
    private static int _parent;
    private static bool _begun;

    /// <summary>What this process is. Calls <see cref="Begin"/> if nobody has.</summary>
    public static DaemonRole Role
    {
        get
        {
            Begin();
            return _marker is null ? DaemonRole.Foreground : DaemonRole.Daemon;
        }
    }

    /// <summary>
    /// Whether this process was launched to be the daemon. Unlike <see cref="Role"/> it can be asked before <see cref="Begin"/>, and
    /// changes nothing.
    /// </summary>
    public static bool WasLaunched
    {
        get
        {
            lock (Gate)
                return (_begun ? _marker : StageMarker.Find())?.Kind is { } kind && kind != StageKind.Intermediate;
        }
    }

    /// <summary>Who started this process. Calls <see cref="Begin"/> if nobody has.</summary>
    public static StartOrigin Origin
    {
        get
        {
            if (Role == DaemonRole.Daemon) return StartOrigin.Launcher;
            lock (Gate)
                return _origin ??= OriginDetection.Find(_parent);
        }
    }

    /// <summary>
    /// In the daemon: the descriptors of <see cref="DaemonContext.FilesPreserve"/> as the launching process had them, by the
    /// same numbers and in its order. Now close-on-exec, and the caller's to close. Elsewhere empty.
    /// </summary>
    public static IReadOnlyList<int> InheritedFiles => Role == DaemonRole.Daemon ? _marker!.Kept : [];

    /// <summary>
    /// To be called first in Main. Comes back at once where nothing is to do; never comes back in the intermediate process of
    /// a launch. Sees to it that 0, 1 and 2 are open (<see cref="StandardDescriptors.EnsureOpen"/>), for which the process
    /// may exec itself anew.
    /// </summary>
    /// <remarks>What Main does before this call is done three times in a launch.</remarks>
    public static void Begin()
    {
        lock (Gate)
        {
            if (_begun) return;
            StandardDescriptors.EnsureOpen();
            _parent = CurrentProcess.ParentPid;
            var marker = StageMarker.Find();
            if (marker?.Kind == StageKind.Intermediate) IntermediateStage.Run(marker);
            if (Environment.GetEnvironmentVariable(StageMarker.Variable) is not null) EnvironmentVariables.Remove(StageMarker.Variable);
            if (marker is not null)
            {
                PassedSockets.TakeOver(marker.Launcher);
                _link = new LauncherLink(marker);
                _marker = marker;
            }

            _begun = true;
        }
    }

    /// <summary>
    /// In the daemon: lets the launching process exit with 0, and binds standard error, which until now was the launching
    /// process's, to what the context says. Elsewhere, and a second time, does nothing.
    /// </summary>
    /// <returns>
    /// False when the launching process is gone: who started us was told of a failure, so the daemon had better end.
    /// </returns>
    public static bool NotifyReady()
    {
        Begin();
        return _link?.NotifyReady() ?? true;
    }

    /// <summary>
    /// Says why the program does not start: in a daemon that is not ready yet through the launching process, which exits with
    /// <paramref name="exitCode"/> as soon as we have ended; elsewhere on standard error.
    /// </summary>
    /// <param name="exitCode">1 to 255.</param>
    /// <param name="message">One or more lines, without a newline at the end; empty when all was said on standard error.</param>
    /// <returns><paramref name="exitCode"/>, for <c>return DaemonLaunch.Fail(2, "...")</c> in Main.</returns>
    public static int Fail(int exitCode, string message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exitCode, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exitCode, byte.MaxValue);
        ArgumentNullException.ThrowIfNull(message);
        Begin();
        if (_link?.Fail(exitCode, message) != true && message.Length > 0) StandardErrorText.Write(Encoding.UTF8.GetBytes(message + "\n"));
        return exitCode;
    }
}
