using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Processes;

/// <summary>waitid(2) for ended children.</summary>
public static unsafe class ChildWait
{
    private const int AnyChild = 0;
    private const int ByPid = 1;
    private const int ByPidfd = 3;
    private const int WExited = 4;
    private const int WNoHang = 1;
    private const int WNoWait = 0x01000000;

    // CLD_KILLED and CLD_DUMPED of <signal.h>.
    private const int Killed = 2;
    private const int Dumped = 3;

    /// <summary>Looks whether the child has ended, and leaves it unreaped. Null while it runs.</summary>
    /// <exception cref="PosixException">ECHILD: it is not our child, or was reaped.</exception>
    public static ChildExit? Peek(int pid) => Wait(ByPid, pid, WExited | WNoHang | WNoWait);

    /// <summary>Reaps the child if it has ended. Null while it runs. From here on its pid may be somebody else's.</summary>
    /// <exception cref="PosixException">ECHILD: it is not our child, or was reaped.</exception>
    public static ChildExit? TryReap(int pid) => Wait(ByPid, pid, WExited | WNoHang);

    /// <summary>As the other, for exactly the process of the pidfd (Linux 5.4).</summary>
    /// <exception cref="PosixException">ECHILD: it is not our child, or was reaped.</exception>
    public static ChildExit? TryReap(OwnedDescriptor pidfd)
    {
        ArgumentNullException.ThrowIfNull(pidfd);
        return Wait(ByPidfd, pidfd.Number, WExited | WNoHang);
    }

    /// <summary>Waits for the end of one child and reaps it.</summary>
    /// <exception cref="PosixException">ECHILD: it is not our child, or was reaped.</exception>
    public static ChildExit Reap(int pid) => Wait(ByPid, pid, WExited)!.Value;

    /// <summary>Waits until any child has ended, and leaves it unreaped. Null when there is no child at all.</summary>
    public static ChildExit? PeekAny()
    {
        try
        {
            return Wait(AnyChild, 0, WExited | WNoWait);
        }
        catch (PosixException e) when (e.Errno == Errno.ECHILD)
        {
            return null;
        }
    }

    private static ChildExit? Wait(int idType, int id, int options)
    {
        // siginfo_t is 128 bytes; on 64-bit machines si_code is at 8, si_pid at 16, si_status at 24.
        var info = stackalloc int[32];
        info[4] = 0;
        while (ProcessCalls.WaitId(idType, (uint)id, (byte*)info, options) != 0)
        {
            if (Errno.Last != Errno.EINTR)
                throw new PosixException("waitid", Errno.Last);
        }

        if (info[4] == 0)
            return null;
        var (code, status) = (info[2], info[6]);
        return code is Killed or Dumped
            ? new ChildExit(info[4], 0, status, code == Dumped)
            : new ChildExit(info[4], status & 0xFF, 0, false);
    }
}
