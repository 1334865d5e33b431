namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// Gives memory back after the rare events that leave much garbage (a handover, a large request), since the keeper then may
/// sleep for days. Never more than once a second, and never by a timer.
/// </summary>
internal sealed class Tidiness
{
    private const long Pause = 1000;

    private bool _wanted;
    private long _notBefore;

    internal void Want() => _wanted = true;

    /// <summary>To be called before the loop sleeps; takes a few milliseconds when there is something to do.</summary>
    internal void Look(long now)
    {
        if (!_wanted || now < _notBefore)
            return;
        (_wanted, _notBefore) = (false, now + Pause);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
