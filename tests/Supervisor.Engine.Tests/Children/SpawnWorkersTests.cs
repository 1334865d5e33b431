using System.Collections.Concurrent;
using Supervisor.Engine.Children;

namespace Supervisor.Engine.Tests.Children;

public sealed class SpawnWorkersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SpawnWorkers _workers = new();

    public void Dispose() => _workers.Dispose();

    [Fact]
    public void Jobs_are_done_in_the_order_they_were_given()
    {
        var done = new ConcurrentQueue<int>();
        using var all = new CountdownEvent(500);
        for (var i = 0; i < 500; i++)
        {
            var number = i;
            _workers.Enqueue(() =>
            {
                done.Enqueue(number);
                all.Signal();
            });
        }

        Assert.True(all.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(Enumerable.Range(0, 500), done);
    }

    [Fact]
    public void Jobs_that_hang_hold_up_the_others_for_a_moment_only()
    {
        using var release = new ManualResetEventSlim();
        using var done = new CountdownEvent(3);
        for (var i = 0; i < 3; i++)
        {
            _workers.Enqueue(() => release.Wait(Patience));
            _workers.Enqueue(() => done.Signal());
        }

        Assert.True(done.Wait(Patience, TestContext.Current.CancellationToken));
        release.Set();
    }

    [Fact]
    public void After_a_hang_work_goes_on_as_before()
    {
        using var release = new ManualResetEventSlim();
        using var done = new CountdownEvent(101);
        _workers.Enqueue(() =>
        {
            release.Wait(Patience);
            done.Signal();
        });
        for (var i = 0; i < 50; i++) _workers.Enqueue(() => done.Signal());
        release.Set();
        for (var i = 0; i < 50; i++) _workers.Enqueue(() => done.Signal());

        Assert.True(done.Wait(Patience, TestContext.Current.CancellationToken));
    }
}
