using Supervisor.Core.Events;
using Supervisor.Core.Listeners;

namespace Supervisor.Core.Tests.Listeners;

public sealed class PoolTests
{
    [Fact]
    public void A_listener_gets_nothing_before_its_process_is_RUNNING()
    {
        var pools = new PoolsUnderTest();
        pools.Do(new PoolsInput.Started(PoolsUnderTest.Name(0), 1));
        pools.Write("READY\n");
        pools.Tell();
        Assert.Equal((ListenerPhase.Ready, "0"), (pools.Phase(), pools.Buffered));
        pools.Do(new PoolsInput.RunningChanged(PoolsUnderTest.Name(0), IsRunning: true));
        Assert.Equal((ListenerPhase.Busy, ""), (pools.Phase(), pools.Buffered));
    }

    [Fact]
    public void A_full_buffer_discards_its_oldest_event_and_counts_it()
    {
        var pools = new PoolsUnderTest(bufferSize: 2);
        pools.Tell();
        pools.Tell();
        pools.Tell();
        Assert.Equal(("1,2", 1L, "discards 0"), (pools.Buffered, pools.P.Discarded, pools.Takelog()));
    }

    [Fact]
    public void A_rejected_event_pushes_the_oldest_out_of_a_full_buffer()
    {
        var pools = new PoolsUnderTest(bufferSize: 2);
        pools.Ready();
        pools.Tell();
        pools.Tell();
        pools.Tell();
        pools.Takelog();
        pools.Write("RESULT 1\nx");
        Assert.Equal(("0,2", "EventRejected; l0 Busy->Acknowledged; rebuffers 0; discards 1"), (pools.Buffered, pools.Takelog()));
    }

    [Fact]
    public void The_first_ready_listener_of_the_pool_is_asked()
    {
        var pools = new PoolsUnderTest(listeners: 3);
        pools.Ready(2);
        pools.Ready(1);
        pools.Tell();
        pools.Tell();
        pools.Tell();
        pools.Ready(0);
        Assert.Equal(
            ["l1 has 0", "l2 has 1", "l0 has 2"],
            pools.Log.Where(line => line.Contains(" has ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_event_of_a_listener_that_ended_goes_to_another_one()
    {
        var pools = new PoolsUnderTest(listeners: 2);
        pools.Ready(0);
        pools.Tell();
        pools.Tell();
        pools.Ready(1);
        pools.Takelog();
        pools.End(0);
        Assert.Equal(("rebuffers 0", "0"), (pools.Takelog(), pools.Buffered));
        pools.Sent(1);
        pools.Write("RESULT 2\nOKREADY\n", 1);
        Assert.Contains("l1 has 0", pools.Takelog(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_that_closed_its_stdin_keeps_no_event_from_the_others()
    {
        var pools = new PoolsUnderTest(listeners: 2);
        pools.Ready(0);
        pools.Tell();
        pools.Do(new PoolsInput.SendFailed(PoolsUnderTest.Name(0), 1));
        Assert.Equal("0", pools.Buffered);
        pools.Ready(1);
        Assert.Equal("l1 has 0", pools.Log[^1]);
        pools.Tell();
        Assert.Equal("1", pools.Buffered);
    }

    [Fact]
    public void A_listener_that_answers_before_it_has_read_its_event_gets_the_next_one_only_after_it_has()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Tell();
        pools.Write("RESULT 2\nOKREADY\n");
        Assert.Equal((ListenerPhase.Ready, "1"), (pools.Phase(), pools.Buffered));
        pools.Sent();
        Assert.Equal((ListenerPhase.Busy, ""), (pools.Phase(), pools.Buffered));
    }

    [Fact]
    public void What_an_earlier_life_said_is_ignored()
    {
        var pools = new PoolsUnderTest();
        pools.Ready(generation: 4);
        pools.Write("garbage", generation: 3);
        pools.End(generation: 3);
        pools.Sent(generation: 3);
        Assert.Equal(ListenerPhase.Ready, pools.Phase());
    }

    [Fact]
    public void Pools_count_their_events_by_themselves_and_all_together()
    {
        var pools = new PoolsUnderTest(events: EventType.Tick);
        var other = pools.Config(1) with { Name = "q", Spec = pools.Spec with { Events = [EventType.RemoteCommunication] }, Listeners = [] };
        pools.Configure(pools.Config(1), other);
        pools.Do(new PoolsInput.Told(EventMessages.Tick(EventType.Tick5, 5)));
        pools.Tell();
        pools.Do(new PoolsInput.Told(EventMessages.Tick(EventType.Tick60, 60)));
        pools.Do(new PoolsInput.Told(EventMessages.Log(PoolsUnderTest.Name(0), 1, stderr: false, "nobody wants it"u8)));
        Assert.Equal([(0, 0), (2, 1)], pools.P.Buffer.Select(item => ((int)item.Serial, (int)item.PoolSerial)));
        Assert.Equal([(1, 0)], pools.State.Pools["q"].Buffer.Select(item => ((int)item.Serial, (int)item.PoolSerial)));
        Assert.Equal(3, pools.State.NextSerial);
    }

    [Fact]
    public void A_node_and_one_below_it_give_an_event_twice_under_the_same_serials()
    {
        var pools = new PoolsUnderTest(events: [EventType.Tick, EventType.Tick5]);
        pools.Do(new PoolsInput.Told(EventMessages.Tick(EventType.Tick5, 5)));
        pools.Do(new PoolsInput.Told(EventMessages.Tick(EventType.Tick60, 60)));
        Assert.Equal([(0, 0), (0, 0), (1, 1)], pools.P.Buffer.Select(item => ((int)item.Serial, (int)item.PoolSerial)));
    }

    [Fact]
    public void A_smaller_buffer_takes_effect_at_once_and_a_pool_that_stays_keeps_its_events()
    {
        var pools = new PoolsUnderTest();
        pools.Tell();
        pools.Tell();
        pools.Tell();
        pools.Spec = pools.Spec with { BufferSize = 2 };
        pools.Configure(pools.Config(2));
        Assert.Equal("1,2", pools.Buffered);
        Assert.Equal(2, pools.P.Listeners.Count);
    }

    [Fact]
    public void A_listener_that_is_taken_out_of_its_pool_gives_its_event_back()
    {
        var pools = new PoolsUnderTest(listeners: 2);
        pools.Ready(1);
        pools.Tell();
        pools.Configure(pools.Config(1));
        Assert.Equal("0", pools.Buffered);
    }

    [Fact]
    public void A_pool_that_goes_takes_its_events_with_it_and_a_new_beginning_keeps_none()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Tell();
        pools.Configure();
        Assert.Empty(pools.State.Pools);
        pools.Configure(pools.Config(1));
        pools.Tell();
        pools.Do(new PoolsInput.Configured("me", [pools.Config(1)], Anew: true));
        Assert.Empty(pools.P.Buffer);
        Assert.Equal((3, 0), (pools.State.NextSerial, pools.P.NextPoolSerial));
    }

    [Fact]
    public void A_notice_that_is_told_again_after_a_restart_of_the_brain_is_taken_once()
    {
        var pools = new PoolsUnderTest();
        pools.Do(new PoolsInput.Told(EventMessages.Remote("a", default), Notice: 7));
        pools.Do(new PoolsInput.Told(EventMessages.Remote("a", default), Notice: 7));
        pools.Do(new PoolsInput.Told(EventMessages.Remote("b", default), Notice: 8));
        Assert.Equal("0,1", pools.Buffered);
    }

    [Fact]
    public void A_listener_of_an_earlier_brain_gets_nothing_before_its_pipes_are_there_again()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Restore();
        pools.Tell();
        Assert.Equal((ListenerPhase.Ready, "0"), (pools.Phase(), pools.Buffered));
        pools.Do(new PoolsInput.Continued(PoolsUnderTest.Name(0), 1));
        Assert.Equal((ListenerPhase.Busy, ""), (pools.Phase(), pools.Buffered));
    }

    [Fact]
    public void Events_that_never_came_are_counted()
    {
        var pools = new PoolsUnderTest();
        pools.Do(new PoolsInput.EventsMissed(5));
        pools.Do(new PoolsInput.EventsMissed(1));
        Assert.Equal((6, "EventsMissed; EventsMissed"), (pools.State.Missed, pools.Takelog()));
    }
}
