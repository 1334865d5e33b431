using Supervisor.Keeper.KeeperProcess;

namespace Supervisor.Keeper.Tests;

public sealed class SpawnThreadsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public void Starts_that_hang_hold_the_next_one_up_only_for_a_moment()
    {
        var threads = new SpawnThreads();
        using var hanging = new ManualResetEventSlim();
        using var hangs = new CountdownEvent(3);
        using var done = new ManualResetEventSlim();
        for (var i = 0; i < 3; i++)
        {
            threads.Add(() =>
            {
                hangs.Signal();
                hanging.Wait(Deadline);
            });
        }

        threads.Add(done.Set);
        Observe.WaitUntil(() => Look(threads) && done.IsSet, "the fourth start");

        Assert.True(hangs.IsSet);
        hanging.Set();
    }

    [Fact]
    public void While_nothing_is_queued_there_is_no_deadline()
    {
        var threads = new SpawnThreads();
        using var done = new ManualResetEventSlim();
        threads.Add(done.Set);
        Assert.True(done.Wait(Deadline, TestContext.Current.CancellationToken));

        Assert.Equal(KeeperClock.Never, threads.Due);
    }

    private static bool Look(SpawnThreads threads)
    {
        threads.Look();
        return true;
    }
}
