using Supervisor.Keeper.KeeperProcess;
using Supervisor.Keeper.Protocol;

namespace Supervisor.Keeper.Tests;

/// <summary>When a keeper gives memory back: not while it is needed.</summary>
public sealed class TidinessTests : IDisposable
{
    private const int Many = 16;

    private readonly Tidiness _tidiness = new();
    private readonly ReceivedFrame _frame = new();

    [Fact]
    public void Little_that_happens_is_no_reason() =>
        Assert.Equal(KeeperClock.Never, Happens(Many - 1, at: 0));

    [Fact]
    public void After_much_it_waits_for_a_quiet_moment_and_a_second_at_most()
    {
        Assert.Equal(100, Happens(Many, at: 0));
        Assert.Equal(150, Happens(1, at: 50));
        Assert.Equal(1000, Happens(1, at: 950));
        Assert.Equal(1000, Happens(1, at: 999));
    }

    [Fact]
    public void It_is_done_once_a_second_at_most()
    {
        Happens(Many, at: 0);
        _tidiness.Look(100);
        Assert.Equal(KeeperClock.Never, _tidiness.Due);
        Assert.Equal(1100, Happens(Many, at: 200));
    }

    [Fact]
    public void A_keeper_that_is_about_to_end_has_no_use_for_it()
    {
        Happens(Many, at: 0);
        _frame.Content = new Frame.Finish(0);
        _tidiness.Received(_frame, 10);
        Assert.Equal(KeeperClock.Never, _tidiness.Due);
    }

    public void Dispose() => _frame.Dispose();

    private long Happens(int times, long at)
    {
        _frame.Content = new Frame.Acknowledge(new ChildRef("web", 1));
        for (var i = 0; i < times; i++)
            _tidiness.Received(_frame, at);
        return _tidiness.Due;
    }
}
