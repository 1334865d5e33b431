using System.Runtime.InteropServices;
using Supervisor.Daemon.Boot;
using Supervisor.Daemonization;
using Supervisor.Keeper.KeeperProcess;

namespace Supervisor.Daemon.Roles;

/// <summary>How a process becomes the keeper, which starts the brain and knows nothing of configs.</summary>
internal static class KeeperStart
{
    /// <summary>In the process that was launched into the background.</summary>
    public static int InBackground(IReadOnlyList<string> arguments)
    {
        using var context = new DaemonContext
        {
            // The brain knows the config, and has the keeper take these on before anything is started.
            WorkingDirectory = null,
            Umask = null,
            PreventCore = false,
        };

        // The keeper passes the signal on; what stays are the terminal's stop signals, which are ignored.
        context.SignalMap.Remove(PosixSignal.SIGTERM);
        if (context.TryOpen() is DaemonOpening.Failed failed) return DaemonLaunch.Fail(failed.ExitCode, failed.Message);
        var status = KeeperRole.Run(
            KeeperRole.ForOwnExecutable([BrainMode.Background.ToArgument(), .. arguments]) with { FirstReady = DaemonLaunch.NotifyReady });

        // The brain has said why, on the standard error that is still the launching command's; that command is to end with the same status.
        return status == 0 ? 0 : DaemonLaunch.Fail(status, "");
    }

    /// <summary>The process that was started stays, with the descriptors that it has, and becomes the keeper.</summary>
    /// <param name="mode">Where supervisord runs.</param>
    /// <param name="arguments">That it was started with.</param>
    /// <param name="isLean">
    /// Whether this process has done little so far. Else it becomes itself anew by an exec, so that nothing that was loaded and allocated stays for as long as
    /// supervisord runs.
    /// </param>
    public static int InForeground(BrainMode mode, IReadOnlyList<string> arguments, bool isLean)
    {
        try
        {
            string[] brain = [mode.ToArgument(), .. arguments];
            if (isLean && KeeperRole.TryHoldSignals()) return KeeperRole.Run(KeeperRole.ForOwnExecutable(brain));
            KeeperRole.Become(brain);
        }
        catch (Posix.PosixException failure)
        {
            StandardError.WriteLine($"supervisord: cannot become the keeper: {failure.Message}; nothing was started");
        }

        return StartFailedException.CannotOpen;
    }
}
