namespace Supervisor.Subprocess.Children;

/// <summary>
/// Tells which spawns are under way. An ended child that nobody knows is an orphan, or one whose spawn has not come back
/// yet: that is settled when all spawns that were under way at that moment are over.
/// </summary>
internal sealed class SpawnTickets
{
    private readonly object _gate = new();
    private readonly SortedSet<long> _open = [];
    private long _next;
    private long _returned;
    private bool _closed;

    /// <summary>How many tickets came back so far.</summary>
    internal long Returned
    {
        get
        {
            lock (_gate)
                return _returned;
        }
    }

    internal long Take()
    {
        lock (_gate)
        {
            _open.Add(_next);
            return _next++;
        }
    }

    internal void Return(long ticket)
    {
        lock (_gate)
        {
            _open.Remove(ticket);
            _returned++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until every ticket is back that was taken before this call.</summary>
    internal void WaitForEarlier()
    {
        lock (_gate)
        {
            var now = _next;
            while (!_closed && _open.Count > 0 && _open.Min < now)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Waits until more than so many tickets came back.</summary>
    internal void WaitForMoreThan(long returned)
    {
        lock (_gate)
        {
            while (!_closed && _returned <= returned)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Ends all waits.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
