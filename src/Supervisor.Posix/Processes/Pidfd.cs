using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Processes;

/// <summary>
/// pidfd_open(2) and pidfd_send_signal(2) (Linux 5.3): a process by descriptor, which names the same process for ever, so a
/// signal through it cannot hit another one that got the pid later.
/// </summary>
public static class Pidfd
{
    // PIDFD_SIGNAL_PROCESS_GROUP of <linux/pidfd.h>.
    private const long ProcessGroupFlag = 4;

    private static readonly Lazy<bool> GroupSignals = new(ProbeGroupSignals);

    /// <summary>
    /// Whether the kernel can signal the process group that a pidfd's process leads (Linux 6.9), also when that process was
    /// reaped already.
    /// </summary>
    public static bool CanSignalGroups => GroupSignals.Value;

    /// <exception cref="PosixException">ESRCH: no such process; EMFILE, ENFILE, ENOMEM.</exception>
    public static OwnedDescriptor Open(int pid)
    {
        var descriptor = ProcessCalls.Syscall3(ProcessCalls.PidfdOpen, pid, 0, 0);
        return descriptor >= 0 ? new OwnedDescriptor((int)descriptor) : throw new PosixException("pidfd_open", Errno.Last);
    }

    /// <summary>Sends a signal (0 only asks). ESRCH when the process was reaped.</summary>
    public static Errno Send(OwnedDescriptor pidfd, int signal) => Send(pidfd, signal, 0);

    /// <summary>Sends a signal to the group led by the process. ESRCH when the group has no members; only where <see cref="CanSignalGroups"/>.</summary>
    public static Errno SendToGroup(OwnedDescriptor pidfd, int signal) => Send(pidfd, signal, ProcessGroupFlag);

    /// <summary>
    /// Sleeps until the process has ended (poll(2)); it need not be our child, and is not reaped. False when the time is over.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Closed already.</exception>
    public static unsafe bool WaitForExit(OwnedDescriptor pidfd, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(pidfd);
        var deadline = timeout is { } limit ? Environment.TickCount64 + (long)Math.Ceiling(limit.TotalMilliseconds) : long.MaxValue;
        var held = false;
        try
        {
            pidfd.DangerousAddRef(ref held);
            while (true)
            {
                // struct pollfd: the descriptor, then events (POLLIN) and revents of 16 bits each.
                var request = (uint)pidfd.Number | (1L << 32);
                var left = deadline == long.MaxValue ? -1 : (int)Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
                switch (Files.NativeFiles.Poll(&request, 1, left))
                {
                    case > 0:
                        return true;
                    case 0 when left < int.MaxValue:
                        return false;
                    case < 0 when Errno.Last != Errno.EINTR:
                        throw new PosixException("poll", Errno.Last);
                    default:
                        break;
                }
            }
        }
        finally
        {
            if (held)
                pidfd.DangerousRelease();
        }
    }

    private static Errno Send(OwnedDescriptor pidfd, int signal, long flags)
    {
        ArgumentNullException.ThrowIfNull(pidfd);
        var held = false;
        try
        {
            pidfd.DangerousAddRef(ref held);
            return ProcessCalls.Syscall4(ProcessCalls.PidfdSendSignal, pidfd.Number, signal, 0, flags) == 0 ? Errno.None : Errno.Last;
        }
        finally
        {
            if (held)
                pidfd.DangerousRelease();
        }
    }

    // A kernel that does not know the flag says EINVAL; one that does says 0, or ESRCH when we lead no group.
    private static bool ProbeGroupSignals()
    {
        using var self = Open(ProcessCalls.GetPid());
        return SendToGroup(self, 0) != Errno.EINVAL;
    }
}
