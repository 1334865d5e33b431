using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Events;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Tests.Events;

public sealed class EventHistoryTests
{
    private readonly EventHistory _history = new();

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

    private void Happen(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var notice = new Notice.StateChanged(
                new ProcessName("site", "web"), StateCode.Starting, StateCode.Running, Tries: 0, Pid: 7, Expected: false);
            _history.OnNotice(new NoticeRecord(i, DateTimeOffset.UnixEpoch, notice));
        }
    }
}
