using System.Globalization;
using Supervisor.Config.Options;
using Supervisor.Core.Specs;
using Supervisor.Posix;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Roles.Entrypoint;

/// <summary>The life of the command: signals go to it, and every child that ends is reaped. One thread sleeps until there is a signal.</summary>
internal sealed class EntrypointRun(int pid, DaemonOptions options, ForegroundTerminal? terminal, EntrypointLog log)
{
    private const int SignalBase = 128;

    private readonly EntrypointSignals _signals = new(options.Rewrites);

    /// <summary>Returns the exit status of the command.</summary>
    public int ToEnd()
    {
        while (true)
        {
            var signal = HeldSignals.Next(EntrypointSignals.Held);
            if (signal != SignalNumbers.Child) PassOn(signal);
            else if (Reap() is { } exit) return End(exit);
        }
    }

    private int End(ChildExit exit)
    {
        terminal?.TakeBack();
        log.Write(LogLevel.Info, $"exited: '{options.Command![0]}' ({Describe(exit)})");
        return exit.Signal == 0 ? exit.Code : SignalBase + exit.Signal;
    }

    // Several ends may have been told by one SIGCHLD.
    private ChildExit? Reap()
    {
        ChildExit? ended = null;
        while (ChildWait.TakeAny() is { } change)
        {
            if (change.Exit is not { } exit)
            {
                if (change.Pid == pid) terminal?.Stopped(change.StoppedBy);
            }
            else if (change.Pid == pid)
            {
                ended = exit;
            }
            else
            {
                log.Write(LogLevel.Info, string.Create(CultureInfo.InvariantCulture, $"reaped unknown pid {change.Pid} ({Describe(exit)})"));
            }
        }

        return ended;
    }

    private void PassOn(int signal)
    {
        if (signal == SignalNumbers.Continue && terminal is not null)
        {
            terminal.Continued();
            return;
        }

        var number = _signals.Rewrite(signal);
        if (number == 0)
        {
            log.Write(LogLevel.Debug, $"dropped SIG{SignalNumbers.Name(signal)}");
            return;
        }

        // Until it is reaped, which is done by this thread, the number names the command and its group.
        var error = options.SignalGroup ? ProcessSignals.SendToGroup(pid, number) : ProcessSignals.Send(pid, number);
        if (error == Errno.None) log.Write(LogLevel.Debug, $"sent SIG{SignalNumbers.Name(number)} to '{options.Command![0]}'");
        else log.Write(LogLevel.Warn, $"cannot send SIG{SignalNumbers.Name(number)} to '{options.Command![0]}': {error.Text}");
    }

    private static string Describe(ChildExit exit) => exit.Signal == 0
        ? string.Create(CultureInfo.InvariantCulture, $"exit status {exit.Code}")
        : $"terminated by SIG{SignalNumbers.Name(exit.Signal)}{(exit.CoreDumped ? " (core dumped)" : "")}";
}
