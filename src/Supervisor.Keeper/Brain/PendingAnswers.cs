using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Brain;

/// <summary>Requests whose answer is waited for, by id. When the keeper is gone, all get the same errno.</summary>
internal sealed class PendingAnswers
{
    private readonly object _gate = new();
    private readonly Dictionary<uint, Entry> _waiting = [];
    private uint _next = 1;
    private Errno _lost;

    /// <summary>Takes an id; <see cref="Wait"/> is then to be called with it.</summary>
    internal uint Add()
    {
        lock (_gate)
        {
            var id = NextId();
            _waiting[id] = new Entry(null);
            return id;
        }
    }

    /// <summary>Takes an id whose answer nobody waits for: it is given to the callback, on the receiving thread.</summary>
    internal uint Add(Action<Errno> answered)
    {
        lock (_gate)
        {
            var id = NextId();
            _waiting[id] = new Entry(answered);
            return id;
        }
    }

    internal (Errno Errno, OwnedDescriptor? Gift) Wait(uint id)
    {
        lock (_gate)
        {
            while (true)
            {
                var entry = _waiting[id];
                if (!entry.IsAnswered && _lost == Errno.None)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                _waiting.Remove(id);
                return entry.IsAnswered ? (entry.Errno, entry.Gift) : (_lost, null);
            }
        }
    }

    /// <summary>Forgets an id: the request was not sent. False when it is settled already.</summary>
    internal bool Cancel(uint id)
    {
        lock (_gate)
            return _waiting.Remove(id);
    }

    /// <summary>False when nobody asked; the descriptor then stays the caller's.</summary>
    internal bool Answer(uint id, Errno errno, OwnedDescriptor? gift)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out entry))
                return false;
            if (entry.Answered is null)
            {
                (entry.IsAnswered, entry.Errno, entry.Gift) = (true, errno, gift);
                Monitor.PulseAll(_gate);
                return true;
            }

            _waiting.Remove(id);
        }

        gift?.Dispose();
        entry.Answered(errno);
        return true;
    }

    internal void Lose(Errno errno)
    {
        List<Entry> told;
        lock (_gate)
        {
            _lost = errno;
            told = [.. _waiting.Values.Where(e => e.Answered is not null)];
            foreach (var id in _waiting.Where(p => p.Value.Answered is not null).Select(p => p.Key).ToList())
                _waiting.Remove(id);
            Monitor.PulseAll(_gate);
        }

        told.ForEach(e => e.Answered!(errno));
    }

    // 0 is for what is never answered.
    private uint NextId()
    {
        var id = _next++;
        if (_next == 0)
            _next = 1;
        return id;
    }

    private sealed class Entry(Action<Errno>? answered)
    {
        internal Action<Errno>? Answered { get; } = answered;

        internal bool IsAnswered { get; set; }

        internal Errno Errno { get; set; }

        internal OwnedDescriptor? Gift { get; set; }
    }
}
