namespace Supervisor.Subprocess.Tests;

/// <summary>Many threads, many children, several waiters.</summary>
public sealed class ConcurrencyTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_pipe_leaks_into_a_sibling_that_another_thread_starts(bool closeOthers)
    {
        // A child that held the writing end of another's stdin would keep that one from seeing its end.
        const int threads = 8, each = 25;
        var options = new PopenOptions("cat") { Stdin = Redirect.Pipe, Stdout = Redirect.Pipe, CloseDescriptors = closeOthers };
        var started = new Popen[threads * each];
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            for (var i = 0; i < each; i++) started[t * each + i] = Popen.Start(options);
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        foreach (var child in started)
        {
            var completed = await child.CommunicateAsync("mine", Long, Cancel);
            Assert.Equal((0, "mine"), (completed.ReturnCode, completed.StdoutText));
            child.Dispose();
            Assert.False(Directory.Exists($"/proc/{child.Pid}"), "no zombie is left");
        }
    }

    [Fact]
    public async Task All_who_wait_learn_the_end_whatever_way_they_wait()
    {
        using var child = Popen.Start(PopenOptions.Shell("read x; exit 7") with { Stdin = Redirect.Pipe });
        var tasks = Enumerable.Range(0, 3).Select(_ => child.WaitAsync(Long, Cancel)).ToList();
        var codes = new int[4];
        var threads = Enumerable.Range(0, codes.Length).Select(i => new Thread(() => codes[i] = child.Wait(Long))).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.Throws<TimeoutExpiredException>(() => child.Wait(TimeSpan.FromMilliseconds(20)));

        child.StandardInput!.Close();

        Assert.All(await Task.WhenAll(tasks), code => Assert.Equal(7, code));
        threads.ForEach(thread => thread.Join());
        Assert.All(codes, code => Assert.Equal(7, code));
    }

    [Fact]
    public async Task A_child_that_outlives_a_wait_is_reaped_all_the_same()
    {
        using var child = Popen.Start(PopenOptions.Shell("read x; exit 7") with { Stdin = Redirect.Pipe });
        Assert.Throws<TimeoutExpiredException>(() => child.Wait(TimeSpan.FromMilliseconds(20)));
        Assert.Throws<TimeoutExpiredException>(() => child.Wait(TimeSpan.FromMilliseconds(20)));

        child.StandardInput!.Close();

        Assert.Equal(7, await child.WaitAsync(Long, Cancel));
        Assert.False(Directory.Exists($"/proc/{child.Pid}"), "no zombie is left");
    }

    [Fact]
    public async Task Signals_after_the_end_reach_nobody()
    {
        using var child = Popen.Start("true");
        await child.WaitAsync(Long, Cancel);

        child.Terminate();
        child.Kill();
        Assert.Equal(0, child.ReturnCode);
    }
}
