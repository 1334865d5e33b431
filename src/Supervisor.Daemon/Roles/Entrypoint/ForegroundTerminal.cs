using Supervisor.Posix.Processes;
using Supervisor.Posix.Signals;
using Supervisor.Posix.Terminals;

namespace Supervisor.Daemon.Roles.Entrypoint;

/// <summary>
/// The terminal that the command talks to. The command has a process group of its own, so it is put into the foreground in our place, and when it is
/// stopped there we stop too, so that the shell that waits for us takes over as if the command were its own.
/// </summary>
internal sealed class ForegroundTerminal
{
    private readonly int _descriptor;
    private readonly int _ownGroup = CurrentProcess.ProcessGroup();

    // Who leads the session, such as process 1, has nobody that could continue it.
    private readonly bool _hasShell = CurrentProcess.Pid != 1 && CurrentProcess.Session() != CurrentProcess.Pid;
    private int _group;

    private ForegroundTerminal(int descriptor) => _descriptor = descriptor;

    private bool IsOurs => Terminal.ForegroundGroup(_descriptor) == _ownGroup;

    /// <summary>Null when none of 0, 1 and 2 is the controlling terminal.</summary>
    public static ForegroundTerminal? Find()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (Terminal.ForegroundGroup(descriptor) is not null) return new ForegroundTerminal(descriptor);
        }

        return null;
    }

    /// <summary>Before the start: where the C library can, the command takes the terminal before it runs.</summary>
    public void HandOver(SpawnFileActions actions)
    {
        if (IsOurs && SpawnFileActions.CanSetForeground) actions.SetForeground(_descriptor);
    }

    /// <summary>After the start. Who was in the background is left there.</summary>
    public void Started(int group)
    {
        _group = group;
        if (!IsOurs) return;

        // It may have been stopped by a first look at the terminal.
        _ = Terminal.SetForegroundGroup(_descriptor, group);
        _ = ProcessSignals.SendToGroup(group, SignalNumbers.Continue);
    }

    /// <summary>The command was stopped: so is our group, and comes back when it is continued.</summary>
    public void Stopped(int signal)
    {
        if (!_hasShell || _ownGroup <= 1) return;
        TakeBack();
        _ = ProcessSignals.SendToGroup(_ownGroup, signal);
        HeldSignals.Let(signal);
    }

    /// <summary>We were continued: the whole group of the command is, in the foreground if that is where we are.</summary>
    public void Continued()
    {
        if (IsOurs) _ = Terminal.SetForegroundGroup(_descriptor, _group);
        _ = ProcessSignals.SendToGroup(_group, SignalNumbers.Continue);
    }

    /// <summary>The command does not need it any more.</summary>
    public void TakeBack()
    {
        if (Terminal.ForegroundGroup(_descriptor) == _group) _ = Terminal.SetForegroundGroup(_descriptor, _ownGroup);
    }
}
