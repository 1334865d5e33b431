using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Events;

/// <summary>The newest events of one sort, bounded in number and size. Its ids grow, with gaps where another ring has the events between.</summary>
internal sealed class EventRing(int capacity, long maxBytes)
{
    private readonly Kept[] _kept = new Kept[capacity];
    private int _first;
    private int _count;
    private long _gone;
    private long _bytes;
    private long _lastId;

    public void Add(long id, in NoticeRecord record, long size)
    {
        while (_count > 0 && (_count == capacity || _bytes + size > maxBytes)) DropOldest();
        _kept[(_first + _count++) % capacity] = new Kept(id, size, record);
        _bytes += size;
        _lastId = id;
    }

    /// <summary>What is kept with a higher id, oldest first.</summary>
    public IEnumerable<(long Id, NoticeRecord Record)> After(long id)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Id > id) high = middle;
            else low = middle + 1;
        }

        for (; low < _count; low++) yield return (At(low).Id, At(low).Record);
    }

    /// <summary>How many events with a higher id are not kept any more; where other rings have ids between, this is the most it can be.</summary>
    public long MissedAfter(long id)
    {
        var oldestId = _count > 0 ? At(0).Id : _lastId + 1;
        return Math.Max(0, Math.Min(_gone, oldestId - 1 - id));
    }

    private Kept At(int index) => _kept[(_first + index) % capacity];

    private void DropOldest()
    {
        _bytes -= _kept[_first].Size;
        _kept[_first] = default;
        _first = (_first + 1) % capacity;
        _count--;
        _gone++;
    }

    private readonly record struct Kept(long Id, long Size, NoticeRecord Record);
}
