using Supervisor.Core.Listeners;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Tests.Listeners;

public sealed class ListenerProtocolTests
{
    [Fact]
    public void An_event_goes_to_a_listener_that_is_ready_and_is_done_with_when_it_says_OK()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        Assert.Equal("l0 Acknowledged->Ready", pools.Takelog());
        pools.Tell("hi");
        Assert.Equal(
            "l0 gets ver:3.0 server:me serial:0 pool:p poolserial:0 eventname:REMOTE_COMMUNICATION len:9|type:t|hi; l0 has 0",
            pools.Takelog());
        Assert.Equal(ListenerPhase.Busy, pools.Phase());
        pools.Sent();
        pools.Write("RESULT 2\nOK");
        Assert.Equal("EventProcessed; l0 Busy->Acknowledged", pools.Takelog());
        pools.Write("READY\n");
        Assert.Equal("l0 Acknowledged->Ready", pools.Takelog());
        Assert.Empty(pools.P.Buffer);
    }

    [Fact]
    public void The_words_may_come_in_any_pieces()
    {
        string[] turns = ["READY\n", "RESULT 2\nOKREADY\n", "RESULT 4\nFAILREADY\n", "RESULT +0_2 \nOK"];
        for (var size = 1; size < 18; size++)
        {
            var pools = new PoolsUnderTest();
            pools.Do(new PoolsInput.Started(PoolsUnderTest.Name(0), 1));
            pools.Do(new PoolsInput.RunningChanged(PoolsUnderTest.Name(0), IsRunning: true));
            pools.Tell();
            pools.Tell();
            foreach (var turn in turns)
            {
                foreach (var piece in turn.Chunk(size)) pools.Write(new string(piece));
                pools.Sent();
            }

            Assert.Equal((ListenerPhase.Acknowledged, ""), (pools.Phase(), pools.Buffered));
            Assert.Equal(["l0 has 0", "l0 has 1", "l0 has 1"], pools.Log.Where(line => line.Contains(" has ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Results_and_the_next_READY_may_come_together()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Tell();
        pools.Sent();
        pools.Takelog();
        pools.Write("RESULT 2\nOKREADY\n");
        Assert.StartsWith("EventProcessed; l0 Busy->Acknowledged; l0 Acknowledged->Ready; l0 gets ver:3.0 server:me serial:1 ", pools.Takelog(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_event_goes_back_to_the_front()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Tell();
        pools.Sent();
        pools.Takelog();
        pools.Write("RESULT 4\nFAIL");
        Assert.Equal("EventRejected; l0 Busy->Acknowledged; rebuffers 0", pools.Takelog());
        Assert.Equal("0,1", pools.Buffered);
        pools.Write("READY\n");
        Assert.Contains(" serial:0 pool:p poolserial:0 ", pools.Takelog(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RESULT 0\n")]
    [InlineData("RESULT 3\nOK\n")]
    [InlineData("RESULT 2\nok")]
    public void Anything_but_OK_is_a_rejection(string result)
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Write(result);
        Assert.Equal((ListenerPhase.Acknowledged, "0"), (pools.Phase(), pools.Buffered));
    }

    [Theory]
    [InlineData("NOPE", "bad line NOPE")]
    [InlineData("RESULT x", "bad line RESULT x")]
    [InlineData("RESULT -1", "bad line RESULT -1")]
    [InlineData("RESULT 99999999999999999999", "bad line RESULT 99999999999999999999")]
    [InlineData("RESULT 1__2", "bad line RESULT 1__2")]
    [InlineData("", "bad line ")]
    public void A_bad_result_line_ends_the_talk_and_gives_the_event_back(string line, string said)
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Takelog();
        pools.Write(line + "\nREADY\n");
        Assert.Equal($"{said}; l0 Busy->Unknown; rebuffers 0", pools.Takelog());
        pools.Write("READY\nREADY\n");
        Assert.Equal((ListenerPhase.Unknown, ""), (pools.Phase(), pools.Takelog()));
        pools.End();
        pools.Ready(generation: 2);
        Assert.Contains("l0 has 0", pools.Takelog(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_word_before_the_length_is_not_looked_at()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Write("REZULT 2\nOK");
        Assert.Equal((ListenerPhase.Acknowledged, ""), (pools.Phase(), pools.Buffered));
    }

    [Theory]
    [InlineData("HELLO\n")]
    [InlineData("READY \n")]
    [InlineData("RESULT 2\nOK")]
    public void Chatter_before_READY_ends_the_talk(string chatter)
    {
        var pools = new PoolsUnderTest();
        pools.Do(new PoolsInput.Started(PoolsUnderTest.Name(0), 1));
        pools.Write("HELL");
        Assert.Equal(ListenerPhase.Acknowledged, pools.Phase());
        pools.End();
        pools.Do(new PoolsInput.Started(PoolsUnderTest.Name(0), 1));
        pools.Write(chatter);
        Assert.Equal(ListenerPhase.Unknown, pools.Phase());
    }

    [Fact]
    public void A_word_too_many_when_ready_ends_the_talk()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Write("x");
        Assert.Equal(ListenerPhase.Unknown, pools.Phase());
    }

    [Fact]
    public void A_line_without_end_is_given_up()
    {
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Write(new string('x', 4096));
        Assert.Equal(ListenerPhase.Busy, pools.Phase());
        pools.Write("x");
        Assert.Equal((ListenerPhase.Unknown, "0"), (pools.Phase(), pools.Buffered));
        Assert.True(pools.P.Listeners[PoolsUnderTest.Name(0)].Pending.IsEmpty);
    }

    [Fact]
    public void A_result_that_is_too_long_is_skipped_and_rejected()
    {
        const int length = (3 * 1024 * 1024) + 5;
        var pools = new PoolsUnderTest();
        pools.Ready();
        pools.Tell();
        pools.Sent();
        pools.Write($"RESULT {length}\n");
        for (var left = length; left > 0;)
        {
            Assert.Equal(ListenerPhase.Busy, pools.Phase());
            var piece = Math.Min(left, 700_000);
            left -= piece;
            pools.Write(new string('x', piece) + (left == 0 ? "READY\n" : ""));
            Assert.True(pools.P.Listeners[PoolsUnderTest.Name(0)].Pending.IsEmpty);
        }

        Assert.Contains("EventRejected", pools.Takelog(), StringComparison.Ordinal);
        Assert.Equal(ListenerPhase.Busy, pools.Phase());
    }

    [Fact]
    public void The_handler_of_supervisor_stdout_prints_what_was_written()
    {
        var pools = new PoolsUnderTest(handling: ResultHandling.PrefixedStdout);
        pools.Ready();
        pools.Tell();
        pools.Takelog();
        const string body = "processname:web groupname:g pid:3 channel:stderr\none\ntwo";
        pools.Write($"RESULT {body.Length}\n{body}");
        Assert.Equal("prints web stderr | one|web stderr | two|; EventProcessed; l0 Busy->Acknowledged", pools.Takelog());
    }

    [Fact]
    public void The_handler_of_supervisor_stdout_fails_on_anything_else()
    {
        var pools = new PoolsUnderTest(handling: ResultHandling.PrefixedStdout);
        pools.Ready();
        pools.Tell();
        pools.Takelog();
        pools.Write("RESULT 2\nOK");
        Assert.Equal("EventCausedError; l0 Busy->Unknown; rebuffers 0", pools.Takelog());
    }
}
