using Supervisor.Posix.Threads;
using Supervisor.Testing;

namespace Supervisor.Posix.Tests.Threads;

public sealed class BackgroundThreadTests
{
    [Fact]
    public void A_start_waits_for_nothing_that_the_thread_does_and_a_join_for_all_of_it()
    {
        using var go = new ManualResetEventSlim();
        var done = false;
        var thread = BackgroundThread.Start("worker", () =>
        {
            go.Wait();
            done = true;
        });
        Assert.False(done);
        go.Set();
        thread.Join();
        Assert.True(done);
    }

    [Fact]
    public async Task The_kernel_knows_it_by_its_name_and_it_is_gone_at_its_end()
    {
        using var go = new ManualResetEventSlim();
        var thread = BackgroundThread.Start("a name too long for the kernel", go.Wait, 256 * 1024);
        await Eventually.IsTrueAsync(() => Named("a name too long").Count == 1, "it has its name");
        go.Set();
        thread.Join();
        await Eventually.IsTrueAsync(() => Named("a name too long").Count == 0, "it is gone");
    }

    [Fact]
    public void It_is_a_thread_like_others_to_the_runtime()
    {
        var (seen, local, isBackground) = (0, new ThreadLocal<int>(() => 7), false);
        var threads = Enumerable.Range(0, 50).Select(_ => BackgroundThread.Start("allocating", () =>
        {
            // What it makes is found by a collection at any moment.
            var made = Enumerable.Range(0, 1000).Select(i => new byte[i]).ToList();
            GC.Collect(0);
            if (made.Select((bytes, i) => bytes.Length == i).All(right => right) && local.Value == 7) Interlocked.Increment(ref seen);
            isBackground = Thread.CurrentThread.IsBackground;
        })).ToList();
        threads.ForEach(thread => thread.Join());
        Assert.Equal(50, seen);
        Assert.True(isBackground);
    }

    [Fact]
    public void A_stack_is_as_large_as_was_asked_for()
    {
        // Far more than any default: each step down takes a kilobyte.
        var depth = 0;
        BackgroundThread.Start("deep", () => depth = Descend(30_000), 64 * 1024 * 1024).Join();
        Assert.Equal(30_000, depth);
    }

    private static int Descend(int left)
    {
        Span<byte> room = stackalloc byte[1024];
        room.Fill((byte)left);
        return left == 0 ? room[0] : Descend(left - 1) + (room[1023] == (byte)left ? 1 : 0);
    }

    private static List<string> Named(string name) =>
        [.. Directory.EnumerateDirectories("/proc/self/task").Where(task => NameOf(task) == name)];

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm").Trim();
        }
        catch (IOException)
        {
            // It has just ended.
            return "";
        }
    }
}
