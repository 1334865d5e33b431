namespace Supervisor.Engine.Listeners;

/// <summary>
/// What is on its way to the pools. Whoever tells an event never waits: when events come faster than they are taken in, the oldest are
/// dropped and counted. Orders are never dropped; there are few of them.
/// </summary>
/// <param name="wake">Called when something is there that nobody was woken for yet.</param>
internal sealed class EventMailbox(Action wake)
{
    /// <summary>Events that may be on their way at a time.</summary>
    public const int MaxEvents = 8192;

    /// <summary>Bytes of payload that may be on their way at a time, a single larger event excepted.</summary>
    public const long MaxBytes = 32L * 1024 * 1024;

    private readonly Lock _change = new();
    private readonly Queue<Letter> _letters = new();
    private readonly Queue<Letter> _events = new();
    private long _bytes;
    private long _missed;

    /// <summary>Leaves an event.</summary>
    /// <param name="take">What to do with it.</param>
    /// <param name="size">Bytes that it holds.</param>
    public void Tell(Action take, long size)
    {
        lock (_change)
        {
            while (_events.Count > 0 && (_events.Count >= MaxEvents || _bytes + size > MaxBytes)) DropOldest();
            var letter = new Letter(take, size);
            _letters.Enqueue(letter);
            _events.Enqueue(letter);
            _bytes += size;
            if (_letters.Count > 1) return;
        }

        wake();
    }

    /// <summary>Leaves an order.</summary>
    public void Order(Action take)
    {
        lock (_change)
        {
            _letters.Enqueue(new Letter(take, 0));
            if (_letters.Count > 1) return;
        }

        wake();
    }

    /// <summary>Takes all that is there, in order.</summary>
    /// <param name="missed">Events that were dropped since the last time.</param>
    public IReadOnlyList<Action> TakeAll(out long missed)
    {
        lock (_change)
        {
            List<Action> taken = [.. _letters.Select(letter => letter.Take).OfType<Action>()];
            (missed, _missed, _bytes) = (_missed, 0, 0);
            _letters.Clear();
            _events.Clear();
            return taken;
        }
    }

    private void DropOldest()
    {
        var oldest = _events.Dequeue();
        oldest.Take = null;
        _bytes -= oldest.Size;
        _missed++;
    }

    private sealed class Letter(Action take, long size)
    {
        public Action? Take { get; set; } = take;

        public long Size => size;
    }
}
