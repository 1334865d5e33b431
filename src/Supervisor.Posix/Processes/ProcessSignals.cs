namespace Supervisor.Posix.Processes;

/// <summary>kill(2) and killpg(3). The caller makes sure that the number still names what it means.</summary>
public static class ProcessSignals
{
    /// <summary>Returns 0 or ESRCH, EPERM, EINVAL.</summary>
    public static Errno Send(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        return ProcessCalls.Kill(pid, signal) == 0 ? Errno.None : Errno.Last;
    }

    /// <summary>Returns 0 or ESRCH, EPERM, EINVAL. An ended leader that was not reaped counts as a member.</summary>
    public static Errno SendToGroup(int processGroup, int signal)
    {
        // -1 is everybody, and 0 is our own group.
        ArgumentOutOfRangeException.ThrowIfLessThan(processGroup, 2);
        return ProcessCalls.Kill(-processGroup, signal) == 0 ? Errno.None : Errno.Last;
    }
}
