using System.Diagnostics;
using Supervisor.Posix.Events;
using Supervisor.Posix.Files;

namespace Supervisor.Posix.Tests.Events;

public sealed class EpollTests : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly EpollEvent[] _events = new EpollEvent[8];

    public void Dispose() => _epoll.Dispose();

    [Fact]
    public void A_readable_pipe_is_reported_with_its_tag()
    {
        var (read, write) = Pipe.Create();
        using var readEnd = read;
        using var writeEnd = write;
        _epoll.Add(read.Number, EpollEvents.In, 0xFEDC_BA98_7654_3210);
        Assert.Equal(0, _epoll.Wait(_events, TimeSpan.Zero));

        DescriptorIo.Write(write, "x"u8);

        Assert.Equal(1, _epoll.Wait(_events, null));
        Assert.Equal(new EpollEvent(EpollEvents.In, 0xFEDC_BA98_7654_3210), _events[0]);
    }

    [Fact]
    public void A_one_shot_is_silent_until_it_is_armed_again()
    {
        var (read, write) = Pipe.Create();
        using var readEnd = read;
        using var writeEnd = write;
        _epoll.Add(read.Number, EpollEvents.In | EpollEvents.OneShot, 1);
        DescriptorIo.Write(write, "x"u8);
        Assert.Equal(1, _epoll.Wait(_events, TimeSpan.FromSeconds(10)));
        Assert.Equal(0, _epoll.Wait(_events, TimeSpan.Zero));

        _epoll.Modify(read.Number, EpollEvents.In | EpollEvents.OneShot, 2);

        Assert.Equal(1, _epoll.Wait(_events, TimeSpan.FromSeconds(10)));
        Assert.Equal(2u, _events[0].Tag);
    }

    [Fact]
    public void A_pipe_without_writers_hangs_up()
    {
        var (read, write) = Pipe.Create();
        using var readEnd = read;
        _epoll.Add(read.Number, EpollEvents.In, 1);

        write.Dispose();

        Assert.Equal(1, _epoll.Wait(_events, TimeSpan.FromSeconds(10)));
        Assert.Equal(EpollEvents.HangUp, _events[0].Events);
    }

    [Fact]
    public void Waiting_ends_after_the_time_given_in_fractions_of_a_millisecond()
    {
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(0, _epoll.Wait(_events, TimeSpan.FromMicroseconds(200)));
            if (clock.Elapsed < shortest) shortest = clock.Elapsed;
        }

        Assert.InRange(shortest, TimeSpan.FromMicroseconds(200), TimeSpan.FromMicroseconds(990));
    }

    [Fact]
    public void A_regular_file_cannot_be_polled()
    {
        var path = Path.GetTempFileName();
        using var file = File.OpenHandle(path);

        Assert.False(_epoll.TryAdd((int)file.DangerousGetHandle(), EpollEvents.In, 1, out var error));

        Assert.Equal(Errno.EPERM, error);
        File.Delete(path);
    }

    [Fact]
    public void What_was_removed_is_not_reported_though_a_copy_is_open()
    {
        var (read, write) = Pipe.Create();
        Assert.True(DescriptorIo.TryDuplicate(read.Number, out var copy, out _));
        using var copied = copy;
        using var writeEnd = write;
        _epoll.Add(read.Number, EpollEvents.In, 1);

        _epoll.Remove(read.Number);
        read.Dispose();
        DescriptorIo.Write(write, "x"u8);

        Assert.Equal(0, _epoll.Wait(_events, TimeSpan.Zero));
    }

    [Fact]
    public void A_wrong_use_names_the_call()
    {
        using var never = new EventDescriptor();

        var failure = Assert.Throws<PosixException>(() => _epoll.Modify(never.Number, EpollEvents.In, 1));

        Assert.Equal(("epoll_ctl", Errno.ENOENT), (failure.Call, failure.Errno));
    }

    [Fact]
    public async Task A_signal_from_another_thread_wakes_the_waiting_one_and_is_taken_once()
    {
        using var wake = new EventDescriptor();
        _epoll.Add(wake.Number, EpollEvents.In, 7);
        var signalling = Task.Run(
            () =>
            {
                wake.Signal();
                wake.Signal();
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(1, _epoll.Wait(_events, TimeSpan.FromSeconds(20)));
        await signalling;

        Assert.True(wake.Consume());
        Assert.False(wake.Consume());
        Assert.Equal(0, _epoll.Wait(_events, TimeSpan.Zero));
    }
}
