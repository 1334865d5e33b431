using Supervisor.Config.Options;
using Supervisor.Core.Recovery;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Recovery;
using Supervisor.Daemon.Signals;
using Supervisor.Keeper.Brain;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Threads;

namespace Supervisor.Daemon.Roles;

/// <summary>The process that knows configs, programs and clients: a child of the keeper, which may end and be started anew at any time.</summary>
internal static class BrainRole
{
    /// <param name="keeper">The socket to the keeper.</param>
    /// <param name="arguments">A mode, and the arguments that supervisord was started with.</param>
    public static int Run(OwnedDescriptor keeper, string[] arguments)
    {
        using var link = new KeeperLink(keeper);
        if (link.Host.IsCandidate && !Prepare(link)) return StartFailedException.CannotOpen;
        var inheritance = Inheritance.Take(link.Host);
        var (status, isOver) = Run(link, inheritance, arguments);

        // While there are programs the keeper goes on, and tries again: what keeps a brain from starting may pass.
        if (isOver || inheritance.Children.Count == 0) link.Host.Finish(status);
        return status;
    }

    // Another brain works. What may fail is tried while it does, so that an upgrade that fails changes nothing.
    private static bool Prepare(KeeperLink link)
    {
        using (var inheritance = Inheritance.Take(link.Host))
        {
            if (inheritance is not { Exists: true, Troubles: [] })
            {
                link.Host.Fail(inheritance.Troubles is [var trouble, ..] ? trouble : "there is no state to go on from");
                return false;
            }
        }

        link.Host.WaitForTakeover();
        return true;
    }

    // The exit status, and whether everything has stopped in order.
    private static (int Status, bool IsOver) Run(KeeperLink link, Inheritance inheritance, string[] arguments)
    {
        // Milliseconds, while the config is read.
        _ = BackgroundThread.Start("preparation", DaemonRecord.Prepare);
        var mode = BrainModes.Of(arguments[0]);
        var options = DaemonOptions.Parse(arguments.Skip(1).ToArray()).Options;
        if (mode == BrainMode.Background) TerminalSignals.Ignore();
        try
        {
            var start = inheritance.Exists
                ? BrainStart.Recovered(inheritance, options)
                : BrainStart.Fresh(inheritance, options, isSaid: mode != BrainMode.Foreground);
            if (start is null)
            {
                link.Host.NotifyHost(ServiceNotice.Status("the config has errors; nothing was started"));
                return (StartFailedException.BadConfig, false);
            }

            return (new BrainBoot(link, start, mode).Run(), true);
        }
        catch (StartFailedException failure)
        {
            StandardError.WriteLine($"supervisord: {failure.Message}");
            link.Host.NotifyHost(ServiceNotice.Status(failure.Message));
            return (failure.ExitStatus, false);
        }
    }
}
