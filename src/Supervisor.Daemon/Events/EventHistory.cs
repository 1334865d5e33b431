using System.Text.Json;
using Supervisor.Core.Notices;
using Supervisor.Daemon.Projection;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Events;

/// <summary>
/// The newest events, for clients that stream them or come back after a pause. Bounded: a client that is too far behind is
/// told how many it missed.
/// </summary>
internal sealed class EventHistory : INoticeListener
{
    /// <summary>Events kept for those who come back.</summary>
    public const int Capacity = 4096;

    private readonly Lock _change = new();
    private readonly NoticeRecord[] _ring = new NoticeRecord[Capacity];
    private long _lastId;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long LastId
    {
        get
        {
            lock (_change) return _lastId;
        }
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (Name(record.Notice) is null) return;
        TaskCompletionSource arrived;
        lock (_change)
        {
            _lastId++;
            _ring[_lastId % Capacity] = record;
            (arrived, _arrived) = (_arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        arrived.SetResult();
    }

    /// <summary>Waits for events with a higher id and returns them, oldest first.</summary>
    public async Task<IReadOnlyList<EventItem>> ReadAfterAsync(long id, CancellationToken cancellation)
    {
        while (true)
        {
            Task arrived;
            lock (_change)
            {
                if (id > _lastId) id = _lastId;
                if (id < _lastId) return Collect(id);
                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(cancellation);
        }
    }

    private List<EventItem> Collect(long after)
    {
        var items = new List<EventItem>();
        var oldest = Math.Max(1, _lastId - Capacity + 1);
        if (after + 1 < oldest)
        {
            var missed = new MissedEvents(oldest - after - 1);
            items.Add(new EventItem(oldest - 1, "missed", JsonSerializer.Serialize(missed, EventJson.Default.MissedEvents)));
        }

        for (var id = Math.Max(oldest, after + 1); id <= _lastId; id++)
        {
            var record = _ring[id % Capacity];
            items.Add(new EventItem(id, Name(record.Notice)!, Data(record)));
        }

        return items;
    }

    private static string? Name(Notice notice) => notice switch
    {
        Notice.StateChanged => "process_state",
        Notice.GroupAdded => "group_added",
        Notice.GroupRemoved => "group_removed",
        Notice.SupervisorRunning => "supervisor_running",
        Notice.SupervisorStopping => "supervisor_stopping",
        _ => null,
    };

    private static string Data(in NoticeRecord record) => record.Notice switch
    {
        Notice.StateChanged changed => JsonSerializer.Serialize(
            new ProcessStateEvent(
                changed.Process.Group,
                changed.Process.Name,
                ProcessProjection.NameOf(changed.From),
                ProcessProjection.NameOf(changed.To),
                changed.Pid,
                changed.Tries,
                changed.Expected,
                record.At),
            EventJson.Default.ProcessStateEvent),
        Notice.GroupAdded added => JsonSerializer.Serialize(new GroupEvent(added.Group, record.At), EventJson.Default.GroupEvent),
        Notice.GroupRemoved removed => JsonSerializer.Serialize(new GroupEvent(removed.Group, record.At), EventJson.Default.GroupEvent),
        _ => JsonSerializer.Serialize(new SupervisorEvent(record.At), EventJson.Default.SupervisorEvent),
    };
}
