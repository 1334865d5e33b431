using System.Diagnostics;
using Supervisor.Posix.Events;

namespace Supervisor.Posix.Tests.Events;

public sealed class WakeFlagTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_is_raised_before_the_wait_ends_it_once()
    {
        var flag = new WakeFlag();
        flag.Raise();
        flag.Raise();
        Assert.True(flag.Wait(null));
        Assert.False(flag.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void A_wait_ends_when_its_time_is_over_and_not_before()
    {
        var flag = new WakeFlag();
        var began = Stopwatch.GetTimestamp();
        Assert.False(flag.Wait(TimeSpan.FromMilliseconds(30)));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(30), Patience);
        flag.Raise();
        Assert.True(flag.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void No_wake_up_is_lost_between_two_threads()
    {
        const int Rounds = 200_000;
        var (ping, pong) = (new WakeFlag(), new WakeFlag());
        var answered = 0;
        var other = new Thread(() =>
        {
            while (answered < Rounds && ping.Wait(Patience))
            {
                answered++;
                pong.Raise();
            }
        });
        other.Start();
        for (var i = 0; i < Rounds; i++)
        {
            ping.Raise();
            Assert.True(pong.Wait(Patience), $"no answer in round {i}");
        }

        other.Join();
        Assert.Equal(Rounds, answered);
    }

    [Fact]
    public void Of_many_who_raise_it_at_once_the_last_is_heard_too()
    {
        const int Writers = 4;
        const int Each = 50_000;
        var flag = new WakeFlag();
        var written = 0;
        var writers = Enumerable.Range(0, Writers).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref written);
                flag.Raise();
            }
        })).ToList();
        writers.ForEach(w => w.Start());
        while (Volatile.Read(ref written) < Writers * Each) Assert.True(flag.Wait(Patience));
        writers.ForEach(w => w.Join());
    }
}
