using Supervisor.Posix;
using Supervisor.Posix.Limits;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// Our own soft RLIMIT_NOFILE as something that threads agree on. A child inherits the limit at the moment of its creation,
/// so it is lowered around posix_spawn and restored after; who needs another value at that moment waits. All threads that
/// want the same value hold it together.
/// </summary>
/// <remarks>
/// While it is lowered, other threads can open descriptors only below the lowered limit. That is why every long-lived one
/// per child is kept above it (<see cref="HighDescriptors"/>). The wait of a mover is bounded, as a spawn may hang in an exec
/// from a dead network mount. Who changes the limit by other means does that while no spawn is under way, or it is undone.
/// </remarks>
internal static class DescriptorLimitGate
{
    private static readonly object Gate = new();
    private static int _holders;
    private static int _waiting;
    private static ulong _held;
    private static ResourceLimit _own;

    /// <summary>Our own limit, also while it is lowered for somebody's spawn.</summary>
    internal static ResourceLimit Own
    {
        get
        {
            lock (Gate)
                return _holders > 0 ? _own : ResourceLimits.Get(Resource.OpenFiles);
        }
    }

    /// <summary>Holds the soft limit at a value, null for our own, until <see cref="Leave"/>. Returns 0, or EINVAL and EPERM when it cannot be set.</summary>
    internal static Errno Enter(ulong? soft)
    {
        _ = TryEnter(soft, Timeout.InfiniteTimeSpan, out var error);
        return error;
    }

    /// <summary>As <see cref="Enter"/>, but gives up: false when the time passed. Nothing is held then, nor after an error.</summary>
    internal static bool TryEnter(ulong? soft, TimeSpan patience, out Errno error)
    {
        lock (Gate)
        {
            // Nobody joins while others wait for another value, or they would starve.
            if (_holders > 0 && (_waiting > 0 || Wanted(soft) != _held) && !WaitForTurn(soft, patience))
            {
                error = Errno.None;
                return false;
            }

            if (_holders == 0)
                error = Take(soft);
            else
                error = Errno.None;
            if (error == Errno.None)
                _holders++;
            return error == Errno.None;
        }
    }

    internal static void Leave()
    {
        lock (Gate)
        {
            if (--_holders > 0)
                return;
            if (_held != _own.Soft)
                _ = ResourceLimits.Set(Resource.OpenFiles, _own);
            Monitor.PulseAll(Gate);
        }
    }

    private static ulong Wanted(ulong? soft) => soft ?? _own.Soft;

    private static Errno Take(ulong? soft)
    {
        _own = ResourceLimits.Get(Resource.OpenFiles);
        _held = Wanted(soft);
        return _held == _own.Soft ? Errno.None : ResourceLimits.Set(Resource.OpenFiles, _own with { Soft = _held });
    }

    private static bool WaitForTurn(ulong? soft, TimeSpan patience)
    {
        var deadline = patience == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)patience.TotalMilliseconds;
        _waiting++;
        try
        {
            do
            {
                var left = deadline == long.MaxValue ? Timeout.Infinite : (int)(deadline - Environment.TickCount64);
                if (left <= 0 && deadline != long.MaxValue || !Monitor.Wait(Gate, left))
                    return false;
            }
            while (_holders > 0 && Wanted(soft) != _held);
            return true;
        }
        finally
        {
            _waiting--;
            Monitor.PulseAll(Gate);
        }
    }
}
