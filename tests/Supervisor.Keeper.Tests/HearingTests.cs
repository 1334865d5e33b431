using Supervisor.Keeper.Brain;
using Supervisor.Posix;

namespace Supervisor.Keeper.Tests;

/// <summary>Who hears the keeper: whoever waits, until events begin, and then a thread for all.</summary>
public sealed class HearingTests
{
    private const int Asking = 8;
    private const int Questions = 200;

    [Fact]
    public async Task All_who_ask_are_answered_before_events_begin_while_they_do_and_after()
    {
        using var keeper = new RunningKeeper();
        using var host = new KeeperChildHost(keeper.NextBrain(), _ => { });
        var asked = 0;
        using var half = new ManualResetEventSlim();
        var asking = Enumerable.Range(0, Asking).Select(number => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Questions; i++)
                {
                    Assert.Equal(Errno.ESRCH.Value, host.Signal(new ChildRef("nobody", number), 15, SignalScope.Process));
                    if (Interlocked.Increment(ref asked) == Asking * Questions / 2) half.Set();
                }
            },
            TaskCreationOptions.LongRunning)).ToList();
        half.Wait(TestContext.Current.CancellationToken);
        host.BeginEvents();
        await Task.WhenAll(asking).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_waits_before_events_begin_is_told_that_the_keeper_is_lost()
    {
        using var keeper = new RunningKeeper();
        using var lost = new ManualResetEventSlim();
        using var host = new KeeperChildHost(keeper.NextBrain(), _ => { }, new KeeperNotices { Lost = lost.Set });
        keeper.Signal(19);
        var waiting = Task.Factory.StartNew(() => host.Signal(new ChildRef("nobody", 1), 15, SignalScope.Process), TaskCreationOptions.LongRunning);
        keeper.Signal(9);
        Assert.Equal(Errno.ESRCH.Value, await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.True(lost.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_host_that_is_disposed_of_before_events_begin_lets_nobody_wait()
    {
        using var keeper = new RunningKeeper();
        var host = new KeeperChildHost(keeper.NextBrain(), _ => { });
        keeper.Signal(19);
        var waiting = Task.Factory.StartNew(() => host.Signal(new ChildRef("nobody", 1), 15, SignalScope.Process), TaskCreationOptions.LongRunning);
        host.Dispose();
        Assert.Equal(Errno.ESRCH.Value, await waiting.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        keeper.Signal(18);
    }
}
