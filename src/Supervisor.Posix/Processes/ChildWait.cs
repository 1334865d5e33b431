using Supervisor.Posix.Descriptors;

namespace Supervisor.Posix.Processes;

/// <summary>waitid(2) for ended children.</summary>
public static unsafe class ChildWait
{
    private const int AnyChild = 0;
    private const int ByPid = 1;
    private const int ByPidfd = 3;
    private const int WStopped = 2;
    private const int WExited = 4;
    private const int WNoHang = 1;
    private const int WNoWait = 0x01000000;

    // __WNOTHREAD of <linux/wait.h>.
    private const int WNoThread = 0x20000000;

    // siginfo_t is 128 bytes; on 64-bit machines si_code is at 8, si_pid at 16, si_status at 24.
    private const int InfoWords = 32;

    // CLD_KILLED to CLD_STOPPED of <signal.h>.
    private const int Killed = 2;
    private const int Dumped = 3;
    private const int Trapped = 4;
    private const int Stopped = 5;

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

    /// <summary>
    /// Looks whether a child of this very thread has ended, and leaves it unreaped. Null when none has. Children belong to the thread that started
    /// them; those whose parent has ended come to the first thread of the process that adopts them.
    /// </summary>
    public static ChildExit? PeekOwn()
    {
        try
        {
            return Wait(AnyChild, 0, WExited | WNoHang | WNoWait | WNoThread);
        }
        catch (PosixException e) when (e.Errno == Errno.ECHILD)
        {
            return null;
        }
    }

    /// <summary>Takes the next news of any child: one that has ended is reaped. Null when there are none.</summary>
    public static ChildChange? TakeAny()
    {
        var info = stackalloc int[InfoWords];
        if (!TryWait(AnyChild, 0, info, WExited | WStopped | WNoHang, out var error))
            return error == Errno.ECHILD ? null : throw new PosixException("waitid", error);
        var (pid, code, status) = (info[4], info[2], info[6]);
        return pid == 0 ? null
            : code is Stopped or Trapped ? new ChildChange(pid, null, status)
            : new ChildChange(pid, ExitOf(info), 0);
    }

    private static ChildExit? Wait(int idType, int id, int options)
    {
        var info = stackalloc int[InfoWords];
        if (!TryWait(idType, id, info, options, out var error))
            throw new PosixException("waitid", error);
        return info[4] == 0 ? null : ExitOf(info);
    }

    private static bool TryWait(int idType, int id, int* info, int options, out Errno error)
    {
        info[4] = 0;
        error = Errno.None;
        while (ProcessCalls.WaitId(idType, (uint)id, (byte*)info, options) != 0)
        {
            error = Errno.Last;
            if (error != Errno.EINTR)
                return false;
        }

        return true;
    }

    private static ChildExit ExitOf(int* info)
    {
        var (code, status) = (info[2], info[6]);
        return code is Killed or Dumped
            ? new ChildExit(info[4], 0, status, code == Dumped)
            : new ChildExit(info[4], status & 0xFF, 0, false);
    }
}
