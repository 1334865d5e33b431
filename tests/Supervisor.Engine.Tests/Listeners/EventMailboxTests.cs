using Supervisor.Engine.Listeners;

namespace Supervisor.Engine.Tests.Listeners;

public sealed class EventMailboxTests
{
    private readonly List<int> _got = [];
    private int _wakes;

    [Fact]
    public void What_is_left_is_taken_in_order_and_its_reader_is_woken_once()
    {
        var mailbox = new EventMailbox(() => _wakes++);
        mailbox.Tell(() => _got.Add(1), 10);
        mailbox.Order(() => _got.Add(2));
        mailbox.Tell(() => _got.Add(3), 10);
        Assert.Equal((1, 0L), (_wakes, TakeAll(mailbox)));
        Assert.Equal([1, 2, 3], _got);
        mailbox.Tell(() => _got.Add(4), 10);
        Assert.Equal(2, _wakes);
    }

    [Fact]
    public void Too_many_events_push_the_oldest_out_but_no_order()
    {
        var mailbox = new EventMailbox(() => { });
        mailbox.Order(() => _got.Add(-1));
        for (var i = 0; i < EventMailbox.MaxEvents + 3; i++)
        {
            var number = i;
            mailbox.Tell(() => _got.Add(number), 1);
        }

        mailbox.Order(() => _got.Add(-2));
        Assert.Equal(3, TakeAll(mailbox));
        Assert.Equal([-1, 3, 4], _got.Take(3));
        Assert.Equal(-2, _got[^1]);
        Assert.Equal(EventMailbox.MaxEvents + 2, _got.Count);
        Assert.Equal(0, TakeAll(mailbox));
    }

    [Fact]
    public void Too_many_bytes_push_the_oldest_out_and_a_single_large_event_fits()
    {
        var mailbox = new EventMailbox(() => { });
        mailbox.Tell(() => _got.Add(1), EventMailbox.MaxBytes / 2);
        mailbox.Tell(() => _got.Add(2), EventMailbox.MaxBytes / 2);
        mailbox.Tell(() => _got.Add(3), 1);
        mailbox.Tell(() => _got.Add(4), EventMailbox.MaxBytes * 2);
        Assert.Equal(3, TakeAll(mailbox));
        Assert.Equal([4], _got);
    }

    private static long TakeAll(EventMailbox mailbox)
    {
        var letters = mailbox.TakeAll(out var missed);
        foreach (var take in letters) take();
        return missed;
    }
}
