using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Threads;

namespace Supervisor.Subprocess.Children;

/// <summary>
/// Reaps the processes that became children of this one when their own parent ended. Its thread sleeps in waitid(P_ALL) with
/// WNOWAIT, so it sees every ended child before anything is decided about it.
/// </summary>
/// <remarks>
/// A known child is handed to the ordinary way at once, which reaps it; were its zombie kept, waitid would return it for
/// ever and hide all others. An unknown one may be a child whose posix_spawn is still under way (glibc itself reaps one whose
/// exec failed): it is an orphan only if it is still there, and still unknown, when those spawns are over. Exits of known
/// children do not wait for that, as the watcher's own thread tells them. When there is no child at all there can be no
/// descendant either, and the thread waits for the next spawn. (Processes that enter a container from outside may still leave
/// orphans; those are reaped after the next spawn.)
/// </remarks>
internal sealed class OrphanReaper
{
    private const int ReaperStack = 256 * 1024;

    private readonly SpawnTickets _tickets;
    private readonly ExitGate _gate;
    private readonly Func<int, bool> _finishKnown;
    private readonly Action<ChildExit> _reaped;
    private volatile bool _stopped;

    internal OrphanReaper(SpawnTickets tickets, ExitGate gate, Func<int, bool> finishKnown, Action<ChildExit> reaped)
    {
        _tickets = tickets;
        _gate = gate;
        _finishKnown = finishKnown;
        _reaped = reaped;
        _ = BackgroundThread.Start("orphans", Run, ReaperStack);
    }

    /// <summary>The thread ends when it next sees an exit.</summary>
    internal void Stop() => _stopped = true;

    private void Run()
    {
        while (!_stopped)
        {
            var returned = _tickets.Returned;
            if (ChildWait.PeekAny() is { } ended)
                Settle(ended.Pid);
            else
                _tickets.WaitForMoreThan(returned);
        }
    }

    // The pidfd is opened before the wait, so that it names the orphan, a child of a failed start, or a child whose start is
    // waited for; never one that came later and got the same pid.
    private void Settle(int pid)
    {
        if (_stopped || _finishKnown(pid))
            return;
        using var pidfd = TryOpen(pid);
        _tickets.WaitForEarlier();
        if (_stopped || _finishKnown(pid))
            return;
        _gate.Enter();
        try
        {
            if ((pidfd is null ? ChildWait.TryReap(pid) : ChildWait.TryReap(pidfd)) is { } exit)
                _reaped(exit);
        }
        catch (PosixException e) when (e.Errno == Errno.ECHILD)
        {
            // A child whose start failed, reaped by those who tried to start it.
        }
        finally
        {
            _gate.Leave();
        }
    }

    // Out of descriptors the number has to do: still better than a zombie that hides the others.
    private static OwnedDescriptor? TryOpen(int pid)
    {
        try
        {
            return Pidfd.Open(pid);
        }
        catch (PosixException)
        {
            return null;
        }
    }
}
