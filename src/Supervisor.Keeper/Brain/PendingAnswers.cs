using Supervisor.Posix;

namespace Supervisor.Keeper.Brain;

/// <summary>Requests whose answer is waited for, by id. When the keeper is gone, all get the same errno.</summary>
internal sealed class PendingAnswers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Entry> _waiting = [];
    private uint _next = 1;
    private Errno _lost;

    /// <summary>Takes an id; <see cref="Take"/> is then to be called with it.</summary>
    internal uint Add() => Add(new Entry(null));

    /// <summary>Takes an id whose answer nobody waits for: it is given to the callback, on the receiving thread.</summary>
    internal uint Add(Action<KeeperAnswer> answered) => Add(new Entry(answered));

    /// <summary>Whether <see cref="Take"/> has what it returns.</summary>
    internal bool IsAnswered(uint id)
    {
        lock (_gate)
            return _lost != Errno.None || _waiting[id].Answer is not null;
    }

    /// <summary>The answer, which is forgotten here.</summary>
    internal KeeperAnswer Take(uint id)
    {
        lock (_gate)
        {
            _ = _waiting.Remove(id, out var entry);
            return entry?.Answer ?? new KeeperAnswer((_lost == Errno.None ? Errno.ESRCH : _lost).Value);
        }
    }

    /// <summary>Forgets an id, whose request was not sent, and gives the answer to its callback, if it has one and is not settled already.</summary>
    internal void Cancel(uint id, KeeperAnswer answer)
    {
        Entry? entry;
        lock (_gate)
            _ = _waiting.Remove(id, out entry);
        entry?.Answered?.Invoke(answer);
    }

    /// <summary>Gives an answer to the callback, or keeps it for <see cref="Take"/> and says so. False when nobody asked.</summary>
    internal bool Answer(uint id, KeeperAnswer answer, Action kept)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out entry))
                return false;
            if (entry.Answered is null)
                entry.Answer = answer;
            else
                _waiting.Remove(id);
        }

        if (entry.Answered is { } answered)
            answered(answer);
        else
            kept();
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
        }

        told.ForEach(e => e.Answered!(new KeeperAnswer(errno.Value)));
    }

    private uint Add(Entry entry)
    {
        lock (_gate)
        {
            var id = NextId();
            _waiting[id] = entry;
            return id;
        }
    }

    // 0 is for what is never answered.
    private uint NextId()
    {
        var id = _next++;
        if (_next == 0)
            _next = 1;
        return id;
    }

    private sealed class Entry(Action<KeeperAnswer>? answered)
    {
        internal Action<KeeperAnswer>? Answered { get; } = answered;

        internal KeeperAnswer? Answer { get; set; }
    }
}
