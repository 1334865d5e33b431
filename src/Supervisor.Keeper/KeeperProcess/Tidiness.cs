using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// Gives memory back, once, after what leaves much garbage (a handover, a large request, many small ones), since the keeper then may
/// sleep for days, and its collector alone would wait for megabytes more: in the first quiet moment, or a second later at the latest, and never more
/// than once a second.
/// </summary>
internal sealed class Tidiness
{
    private const long Pause = 1000;

    // Until then more of the same comes, and what has just been done with may still be in the hands of another thread.
    private const long Quiet = 100;

    // A start leaves about 10 kB.
    private const int Many = 16;

    private readonly HashSet<ChildRef> _largeStarts = [];
    private long _notBefore;
    private long _notAfter;
    private long _due = KeeperClock.Never;
    private int _small;
    private bool _isOver;

    /// <summary>When <see cref="Look"/> is to be called next.</summary>
    internal long Due => _isOver ? KeeperClock.Never : _due;

    internal void Received(ReceivedFrame frame, long now)
    {
        if (frame.Content is Frame.Finish)
            _isOver = true;
        else if (frame.Header.BodyInFile || frame.Content is Frame.Ready)
            Want(now);
        else
            Count(now);
        if (frame.Header.BodyInFile && frame.Content is Frame.Spawn spawn)
            _largeStarts.Add(spawn.Child);
    }

    /// <summary>What the request for the start held is free only now.</summary>
    internal void StartOver(ChildRef child, long now)
    {
        if (_largeStarts.Remove(child))
            Want(now);
        else
            Count(now);
    }

    /// <summary>To be called before the loop sleeps; takes a few milliseconds when there is something to do.</summary>
    internal void Look(long now)
    {
        if (now < Due)
            return;
        (_due, _notBefore, _small) = (KeeperClock.Never, now + Pause, 0);
        ProcessMemory.GiveBack();
    }

    private void Want(long now)
    {
        if (_due == KeeperClock.Never)
            _notAfter = now + Pause;
        _due = Math.Max(Math.Min(now + Quiet, _notAfter), _notBefore);
    }

    private void Count(long now)
    {
        if (++_small >= Many)
            Want(now);
    }
}
