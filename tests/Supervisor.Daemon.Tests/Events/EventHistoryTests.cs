using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Events;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;

namespace Supervisor.Daemon.Tests.Events;

public sealed class EventHistoryTests
{
    private readonly EventHistory _history = new(new EventArchive(NoJournal.Instance));

    [Fact]
    public async Task Whoever_waits_gets_the_next_event()
    {
        var waiting = _history.ReadAfterAsync(_history.LastId, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        Happen(1);

        var item = Assert.Single(await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal("process_state", item.Name);
        Assert.Contains("\"name\":\"web\"", item.Data, StringComparison.Ordinal);
        Assert.Contains("\"to\":\"RUNNING\"", item.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_back_gets_what_it_missed_in_order()
    {
        Happen(5);

        var items = await _history.ReadAfterAsync(2, TestContext.Current.CancellationToken);

        Assert.Equal([3L, 4L, 5L], items.Select(item => item.Id));
    }

    [Fact]
    public async Task What_is_not_kept_any_more_is_counted()
    {
        Happen(EventHistory.Capacity + 10);

        var items = await _history.ReadAfterAsync(4, TestContext.Current.CancellationToken);

        Assert.Equal(("missed", """{"count":6}"""), (items[0].Name, items[0].Data));
        Assert.Equal(EventHistory.Capacity, items.Count - 1);
        Assert.Equal(11, items[1].Id);
    }

    [Fact]
    public async Task An_id_from_the_future_waits_for_the_next_event()
    {
        Happen(1);
        var waiting = _history.ReadAfterAsync(1000, TestContext.Current.CancellationToken);

        Happen(1);

        Assert.Equal(2, Assert.Single(await waiting).Id);
    }

    [Fact]
    public async Task Output_and_ticks_are_for_those_who_ask_for_them_and_push_nothing_else_out()
    {
        var floods = new HashSet<string> { "process_log", "tick" };
        Write("before anybody asked");
        _history.Join(floods);
        Happen(1);
        for (var i = 0; i < EventHistory.FloodCapacity + 10; i++) Write($"line {i}");
        Tell(new Notice.Ticked(EventType.Tick60, 120));
        _history.Leave(floods);
        Write("after the last one left");

        var plain = await _history.ReadAfterAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal("process_state", Assert.Single(plain).Name);

        var all = await _history.ReadAfterAsync(0, TestContext.Current.CancellationToken, floods);
        Assert.Equal(("missed", """{"count":11}"""), (all[0].Name, all[0].Data));
        Assert.Equal("process_state", all[1].Name);
        Assert.Equal(EventHistory.FloodCapacity, all.Count - 2);
        Assert.Contains("\"channel\":\"stdout\",\"data\":\"line 11\"", all[2].Data, StringComparison.Ordinal);
        Assert.Equal("tick", all[^1].Name);
        Assert.StartsWith("""{"period":60,"when":120,""", all[^1].Data, StringComparison.Ordinal);
        Assert.Equal(all.Skip(1).Select(item => item.Id).Order(), all.Skip(1).Select(item => item.Id));
    }

    [Fact]
    public async Task A_client_that_did_not_ask_for_output_is_not_woken_by_it()
    {
        _history.Join(new HashSet<string> { "process_log" });
        var waiting = _history.ReadAfterAsync(0, TestContext.Current.CancellationToken);
        Write("x");
        Assert.False(waiting.IsCompleted);
        Happen(1);
        Assert.Equal(2, Assert.Single(await waiting).Id);
    }

    [Fact]
    public async Task Messages_of_clients_and_programs_are_events_too_and_bounded_by_their_size()
    {
        Tell(new Notice.RemoteCommunicated("deploy", "v2"u8.ToArray()));
        Tell(new Notice.Communicated(new ProcessName("g", "p"), 7, Stderr: true, new byte[] { 0xff, (byte)'x' }));
        var items = await _history.ReadAfterAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal(["remote_communication", "process_communication"], items.Select(item => item.Name));
        Assert.StartsWith("""{"type":"deploy","data":"v2",""", items[0].Data, StringComparison.Ordinal);
        Assert.StartsWith("""{"group":"g","name":"p","pid":7,"channel":"stderr","data":"\uFFFDx",""", items[1].Data, StringComparison.Ordinal);

        for (var i = 0; i < 20; i++) Tell(new Notice.RemoteCommunicated("large", new byte[1024 * 1024]));
        var later = await _history.ReadAfterAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal("missed", later[0].Name);
        Assert.InRange(later.Count, 10, 17);
    }

    [Fact]
    public async Task Nobody_sees_an_event_before_it_is_in_the_journal_and_those_of_a_step_get_there_together()
    {
        var journal = new Commits();
        var history = new EventHistory(new EventArchive(journal));
        var waiting = history.ReadAfterAsync(0, TestContext.Current.CancellationToken);
        for (var i = 0; i < 100; i++) history.OnNotice(new NoticeRecord(i, DateTimeOffset.UnixEpoch, new Notice.GroupAdded($"g{i}")));
        Assert.Equal((0, 0L, false), (journal.Count, history.LastId, waiting.IsCompleted));

        journal.Committed = () => Assert.False(waiting.IsCompleted);
        history.OnStepOver();
        Assert.Equal(100, (await waiting).Count);
        Assert.Equal((1, 100L), (journal.Count, history.LastId));

        history.OnStepOver();
        Assert.Equal(1, journal.Count);
    }

    private void Write(string text) => Tell(new Notice.Wrote(new ProcessName("g", "p"), 7, Stderr: false, System.Text.Encoding.UTF8.GetBytes(text)));

    private void Tell(Notice notice)
    {
        _history.OnNotice(new NoticeRecord(0, DateTimeOffset.UnixEpoch, notice));
        _history.OnStepOver();
    }

    private void Happen(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var notice = new Notice.StateChanged(
                new ProcessName("site", "web"), StateCode.Starting, StateCode.Running, Tries: 0, Pid: 7, Expected: false);
            _history.OnNotice(new NoticeRecord(i, DateTimeOffset.UnixEpoch, notice));
        }

        _history.OnStepOver();
    }

    private sealed class Commits : IJournal
    {
        public int Count { get; private set; }

        public Action Committed { get; set; } = () => { };

        public IReadOnlyDictionary<string, byte[]> Recovered { get; } = new Dictionary<string, byte[]>();

        public void Put(string key, ReadOnlySpan<byte> value)
        {
        }

        public void Remove(string key)
        {
        }

        public void Commit()
        {
            Count++;
            Committed();
        }
    }
}
