using System.Collections.Concurrent;
using System.Diagnostics;

namespace Supervisor.Keeper.Tests;

public sealed class SpawnPoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_machine_that_stands_still_now_and_then_does_not_get_a_thread_each_time()
    {
        const int Stalls = 15;
        var pool = new SpawnPool(Patience);
        var threads = new ConcurrentDictionary<int, bool>();
        for (var stall = 0; stall < Stalls; stall++)
        {
            // More work than threads, and nothing moves for longer than the first thread is waited for.
            var (move, done, left) = (new TaskCompletionSource(), new TaskCompletionSource(), threads.Count + 2);
            for (var job = threads.Count + 2; job > 0; job--)
            {
                pool.Add(() =>
                {
                    threads[Environment.CurrentManagedThreadId] = true;
                    move.Task.Wait();
                    if (Interlocked.Decrement(ref left) == 0) done.SetResult();
                });
            }

            for (var still = Stopwatch.StartNew(); still.Elapsed < Patience * 1.5;) pool.Look();
            move.SetResult();
            await done.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }

        Assert.InRange(threads.Count, 1, Stalls / 2);
    }

    [Fact]
    public void Work_behind_starts_that_hang_goes_on_however_many_hang()
    {
        var pool = new SpawnPool(Patience);
        var (release, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        for (var hung = 0; hung < 12; hung++) pool.Add(release.Task.Wait);
        pool.Add(done.SetResult);

        // 40 ms, 80 ms and so on up to 400: 3 s together.
        for (var waiting = Stopwatch.StartNew(); !done.Task.IsCompleted && waiting.Elapsed < Deadline;) pool.Look();
        Assert.True(done.Task.IsCompleted);
        release.SetResult();
    }
}
