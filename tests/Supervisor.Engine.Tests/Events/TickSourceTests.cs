using System.Collections.Concurrent;
using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Engine.Events;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Events;

public sealed class TickSourceTests
{
    private readonly EventDemand _demand = new();
    private readonly ConcurrentQueue<Notice.Ticked> _ticks = new();

    [Fact]
    public async Task A_tick_comes_when_its_slice_begins_if_somebody_wants_it()
    {
        using var source = new TickSource(_demand, new Dictionary<EventType, long>(), notice => _ticks.Enqueue((Notice.Ticked)notice));
        _demand.Changed += source.Look;
        var begun = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        _demand.Want(this, [EventType.Tick5]);
        await Eventually.IsTrueAsync(() => !_ticks.IsEmpty, "a tick has come", TimeSpan.FromSeconds(15));
        var tick = Assert.Single(_ticks);
        Assert.Equal(EventType.Tick5, tick.Type);
        Assert.Equal(TickRule.Slice(5, begun) + 5, tick.When);
        Assert.True(DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= tick.When);
    }

    [Fact]
    public void A_slice_that_began_while_no_brain_was_there_is_told_late_and_one_that_was_told_is_not_told_again()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var last = new Dictionary<EventType, long>
        {
            [EventType.Tick60] = TickRule.Slice(60, now) - 60,
            [EventType.Tick3600] = TickRule.Slice(3600, now),
        };
        using var source = new TickSource(_demand, last, notice => _ticks.Enqueue((Notice.Ticked)notice));
        _demand.Want(this, [EventType.Tick60, EventType.Tick3600]);
        source.Look();
        Assert.Contains(_ticks, tick => tick.Type == EventType.Tick60);
        Assert.True(_ticks.All(tick => tick.Type == EventType.Tick60) || TickRule.Slice(3600, now + 5000) != TickRule.Slice(3600, now));
    }

    [Fact]
    public void The_demand_is_the_sum_of_what_everybody_wants()
    {
        var changes = 0;
        _demand.Changed += () => changes++;
        object other = new();
        _demand.Want(this, [EventType.ProcessState]);
        Assert.False(_demand.Includes(EventType.Tick5));
        _demand.Want(other, [EventType.Any]);
        Assert.True(_demand.Includes(EventType.Tick5) && _demand.Includes(EventType.ProcessLogStderr));
        _demand.Want(other, [EventType.ProcessLogStdout]);
        Assert.True(_demand.Includes(EventType.ProcessLogStdout) && _demand.Includes(EventType.ProcessLog));
        Assert.False(_demand.Includes(EventType.ProcessLogStderr));
        _demand.Want(other, []);
        Assert.False(_demand.Includes(EventType.ProcessLogStdout));
        Assert.Equal(4, changes);
        _demand.Want(new object(), [EventType.ProcessState]);
        Assert.Equal(4, changes);
    }
}
