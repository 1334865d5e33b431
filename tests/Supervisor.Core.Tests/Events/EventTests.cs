using System.Text;
using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Tests.Events;

public sealed class EventTests
{
    private static readonly ProcessName Web = new("site", "web_00");

    public static TheoryData<string, string, string> States => new()
    {
        { "STARTING", "PROCESS_STATE_STARTING", "processname:web_00 groupname:site from_state:RUNNING tries:2" },
        { "BACKOFF", "PROCESS_STATE_BACKOFF", "processname:web_00 groupname:site from_state:RUNNING tries:2" },
        { "RUNNING", "PROCESS_STATE_RUNNING", "processname:web_00 groupname:site from_state:RUNNING pid:77" },
        { "STOPPING", "PROCESS_STATE_STOPPING", "processname:web_00 groupname:site from_state:RUNNING pid:77" },
        { "STOPPED", "PROCESS_STATE_STOPPED", "processname:web_00 groupname:site from_state:RUNNING pid:77" },
        { "EXITED", "PROCESS_STATE_EXITED", "processname:web_00 groupname:site from_state:RUNNING expected:0 pid:77" },
        { "FATAL", "PROCESS_STATE_FATAL", "processname:web_00 groupname:site from_state:RUNNING" },
        { "UNKNOWN", "PROCESS_STATE_UNKNOWN", "processname:web_00 groupname:site from_state:RUNNING" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_change_of_state_is_told_in_supervisords_words(string state, string name, string payload)
    {
        var to = Enum.Parse<StateCode>(state, ignoreCase: true);
        var message = EventMessages.From(new Notice.StateChanged(Web, StateCode.Running, to, 2, 77, Expected: false))!;
        Assert.Equal((name, payload), (message.Type.Name(), TextOf(message)));
    }

    [Fact]
    public void An_expected_exit_says_so()
    {
        var message = EventMessages.From(new Notice.StateChanged(Web, StateCode.Running, StateCode.Exited, 0, 1, Expected: true))!;
        Assert.Equal("processname:web_00 groupname:site from_state:RUNNING expected:1 pid:1", TextOf(message));
    }

    [Fact]
    public void Other_events_have_supervisords_payloads()
    {
        Assert.Equal("groupname:g\n", TextOf(EventMessages.From(new Notice.GroupAdded("g"))!));
        Assert.Equal("groupname:g\n", TextOf(EventMessages.From(new Notice.GroupRemoved("g"))!));
        Assert.Equal("", TextOf(EventMessages.From(new Notice.SupervisorRunning())!));
        Assert.Equal("", TextOf(EventMessages.From(new Notice.SupervisorStopping())!));
        Assert.Null(EventMessages.From(new Notice.GaveUp(Web)));
        Assert.Equal("type:deploy\nv 2\nö", TextOf(EventMessages.Remote("deploy", "v 2\nö"u8)));
        Assert.Equal("when:1201063880", TextOf(EventMessages.Tick(EventType.Tick5, 1201063880)));
        Assert.Equal(
            "processname:web_00 groupname:site pid:7 channel:stderr\none\ntwo",
            TextOf(EventMessages.Log(Web, 7, stderr: true, "one\ntwo"u8)));
        Assert.Equal("processname:web_00 groupname:site pid:7\nhello", TextOf(EventMessages.Communication(Web, 7, stderr: false, "hello"u8)));
    }

    [Theory]
    [InlineData(new byte[] { 0xff, (byte)'a' }, @"Undecodable: b'\xffa'")]
    [InlineData(new byte[] { 0xff, (byte)'\'', (byte)'\n', (byte)'\\', 0 }, @"Undecodable: b""\xff'\n\\\x00""")]
    [InlineData(new byte[] { 0xff, (byte)'\'', (byte)'"', (byte)'\t' }, @"Undecodable: b'\xff\'""\t'")]
    public void What_is_no_text_is_shown_as_python_shows_it(byte[] data, string shown) =>
        Assert.EndsWith("\n" + shown, TextOf(EventMessages.Communication(Web, 1, stderr: false, data)), StringComparison.Ordinal);

    [Fact]
    public void The_header_counts_bytes_or_on_demand_characters()
    {
        var message = EventMessages.Remote("ü", "x"u8);
        Assert.Equal(
            "ver:3.0 server:me serial:3 pool:p poolserial:1 eventname:REMOTE_COMMUNICATION len:9\ntype:ü\nx",
            Encoding.UTF8.GetString(EventHeader.Envelope("me", "p", 3, 1, message, inCharacters: false)));
        Assert.Contains(" len:8\n", Encoding.UTF8.GetString(EventHeader.Envelope("me", "p", 3, 1, message, inCharacters: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_is_found_by_its_name_and_lies_within_its_prefix()
    {
        Assert.Equal(27, EventTypes.Names.Count());
        foreach (var name in EventTypes.Names)
        {
            var type = EventTypes.Find(name)!.Value;
            Assert.Equal(name, type.Name());
            Assert.True(type.IsWithin(EventType.Any));
            foreach (var above in EventTypes.Names.Where(above => name.StartsWith(above + "_", StringComparison.Ordinal)))
            {
                Assert.True(type.IsWithin(EventTypes.Find(above)!.Value), $"{name} is not within {above}");
            }
        }

        Assert.False(EventType.Tick5.IsWithin(EventType.Tick60));
        Assert.False(EventType.Tick.IsWithin(EventType.Tick60));
        Assert.Null(EventTypes.Find("PROCESS_STATE_CHANGE"));
    }

    [Theory]
    [InlineData(5, 1_201_063_883_999, 1_201_063_880, 1001)]
    [InlineData(60, 1_201_063_880_000, 1_201_063_860, 40_000)]
    [InlineData(3600, 3_600_000, 3600, 3_600_000)]
    public void Ticks_are_due_at_multiples_of_their_period(int period, long now, long slice, int untilNext)
    {
        Assert.Equal(slice, TickRule.Slice(period, now));
        Assert.Equal(TimeSpan.FromMilliseconds(untilNext), TickRule.UntilNext(period, now));
    }

    private static string TextOf(EventMessage message) => Encoding.UTF8.GetString(message.Payload.Span);
}
