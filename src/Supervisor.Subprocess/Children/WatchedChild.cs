using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Children;

/// <summary>
/// One child from its start until <see cref="Release"/>. Its signals never reach a process that merely has the same number:
/// the process is signalled by pidfd, and its group as the remarks say.
/// </summary>
/// <remarks>
/// A pid and a process group number are given out again only when no process has them as pid, group or session. So:
/// while the child lives, or is an unreaped zombie, killpg on its number means its group; the lock of this object keeps a
/// reap out of the moment between that check and the call. After the reap the group is known by the pidfd (Linux 6.9 can
/// signal it through that, exactly). Before 6.9 the zombie is kept until <see cref="Release"/>, so that the number stays ours.
/// Only when orphans are reaped as well it cannot be kept, as it would hide them from waitid(P_ALL); then killpg is tried
/// only while no process has the leader's pid: if one has it, the number was given out again, so our group is gone. What
/// remains is a group number that was reused by a leader that has also ended, within the time between exit and release.
/// </remarks>
public sealed class WatchedChild
{
    /// <summary>The exit code of a child whose status somebody else in this process has taken away.</summary>
    public const int UnknownExitCode = 255;

    private readonly Lock _lock = new();
    private readonly OwnedDescriptor _pidfd;
    private readonly Action<WatchedChild, ChildExit> _exited;
    private readonly bool _groupByPidfd;
    private State _state = State.Running;

    internal WatchedChild(int pid, OwnedDescriptor pidfd, bool groupByPidfd, Action<WatchedChild, ChildExit> exited)
    {
        Pid = pid;
        _pidfd = pidfd;
        _groupByPidfd = groupByPidfd;
        _exited = exited;
    }

    private enum State
    {
        Running,
        Zombie,
        Reaped,
        Released,
    }

    public int Pid { get; }

    /// <summary>The process by descriptor; it stays this object's, and is closed by <see cref="Release"/>.</summary>
    internal OwnedDescriptor Pidfd => _pidfd;

    /// <summary>How many threads wait for the end by themselves; the watcher does not meanwhile. Its lock guards this.</summary>
    internal int Waiters { get; set; }

    /// <summary>Whether the pidfd is in the watcher's set. Its lock guards this.</summary>
    internal bool IsInSet { get; set; }

    internal static WatchedChild Reaped(int pid, OwnedDescriptor pidfd, bool groupByPidfd) =>
        new(pid, pidfd, groupByPidfd, static (_, _) => { }) { _state = State.Reaped };

    /// <summary>Signals the child itself. ESRCH once its exit was seen.</summary>
    public Errno Signal(int signal)
    {
        lock (_lock)
            return _state == State.Running ? Posix.Processes.Pidfd.Send(_pidfd, signal) : Errno.ESRCH;
    }

    /// <summary>
    /// Signals the process group that the child leads, also after its exit until <see cref="Release"/>. ESRCH when it has no
    /// members any more; a kernel before 6.9 counts the ended leader as one.
    /// </summary>
    public Errno SignalGroup(int signal)
    {
        lock (_lock)
        {
            if (_state == State.Released)
                return Errno.ESRCH;
            if (_groupByPidfd)
                return Posix.Processes.Pidfd.SendToGroup(_pidfd, signal);
            if (_state == State.Reaped && ProcessSignals.Send(Pid, 0) != Errno.ESRCH)
                return Errno.ESRCH;
            return ProcessSignals.SendToGroup(Pid, signal);
        }
    }

    /// <summary>Forgets an ended child: nothing can be signalled through this object any more. Nothing happens while it runs.</summary>
    public void Release()
    {
        lock (_lock)
        {
            switch (_state)
            {
                case State.Zombie:
                    _ = Look(keepZombie: false);
                    break;
                case State.Reaped:
                    break;
                default:
                    return;
            }

            _state = State.Released;
            _pidfd.Dispose();
        }
    }

    /// <summary>Holds the calling thread until the child has ended; its exit may not be told yet then. False when the time is over.</summary>
    internal bool WaitForEnd(TimeSpan? timeout)
    {
        try
        {
            return Posix.Processes.Pidfd.WaitForExit(_pidfd, timeout);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Takes the exit, if there is one and nobody took it before. The zombie goes unless it has to hold the number.</summary>
    internal ChildExit? TakeExit(bool keepZombie)
    {
        lock (_lock)
        {
            if (_state != State.Running)
                return null;
            var exit = Look(keepZombie);
            if (exit is not null)
                _state = keepZombie ? State.Zombie : State.Reaped;
            return exit;
        }
    }

    // Only when somebody else in this process reaps our children is it gone without a status.
    private ChildExit? Look(bool keepZombie)
    {
        try
        {
            return keepZombie ? ChildWait.Peek(Pid) : ChildWait.TryReap(Pid);
        }
        catch (PosixException e) when (e.Errno == Errno.ECHILD)
        {
            return new ChildExit(Pid, UnknownExitCode, 0, false);
        }
    }

    internal void Tell(ChildExit exit) => _exited(this, exit);
}
