using System.Text;
using System.Text.Json;
using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Projection;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Events;

/// <summary>
/// The newest events, for clients that stream them or come back after a pause. Bounded: a client that is too far behind is
/// told how many it missed. Events that come in floods are kept only while a client asked for them, and cannot push the others out.
/// </summary>
/// <param name="archive">What earlier processes told, and where the next one finds this one's events.</param>
internal sealed class EventHistory(EventArchive archive) : INoticeListener
{
    /// <summary>Events kept for those who come back.</summary>
    public const int Capacity = 4096;

    /// <summary>Bytes of data in them.</summary>
    public const long MaxBytes = 16L * 1024 * 1024;

    /// <summary>Events kept of those that come in floods.</summary>
    public const int FloodCapacity = 1024;

    /// <summary>Bytes of data in these.</summary>
    public const long MaxFloodBytes = 4L * 1024 * 1024;

    // A step that tells more than this is rare, and its room is not held.
    private const int ManyTold = 256;

    private readonly Lock _change = new();
    private readonly EventRing _ring = new(Capacity, MaxBytes);
    private readonly EventRing _floods = new(FloodCapacity, MaxFloodBytes);
    private readonly Dictionary<string, int> _wanted = new(StringComparer.Ordinal);
    private readonly List<(string Name, NoticeRecord Record)> _told = [];
    private long _lastId = archive.LastId;
    private TaskCompletionSource? _arrived;
    private TaskCompletionSource? _floodArrived;

    public long LastId
    {
        get
        {
            lock (_change) return _lastId;
        }
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (Name(record.Notice) is not { } name) return;
        lock (_change) _told.Add((name, record));
    }

    /// <summary>Nobody sees an event before it is in the journal: after a crash its id would be another one's.</summary>
    public void OnStepOver()
    {
        TaskCompletionSource? arrived = null;
        TaskCompletionSource? floodArrived;
        lock (_change)
        {
            var (isKept, isFlood) = (false, false);
            foreach (var (name, record) in _told)
            {
                if (!EventFloods.Names.Contains(name))
                {
                    _ring.Add(++_lastId, record, SizeOf(record.Notice));
                    archive.Keep(_lastId, name, Data(record));
                    isKept = true;
                }
                else if (_wanted.ContainsKey(name))
                {
                    _floods.Add(++_lastId, record, SizeOf(record.Notice));
                    archive.Reserve(_lastId);
                    isFlood = true;
                }
            }

            _told.Clear();
            if (_told.Capacity > ManyTold) _told.Capacity = 0;
            if (!isKept && !isFlood) return;
            archive.Commit();
            if (isKept) (arrived, _arrived) = (_arrived, null);
            (floodArrived, _floodArrived) = (_floodArrived, null);
        }

        arrived?.SetResult();
        floodArrived?.SetResult();
    }

    /// <summary>From now on events of these names are kept, too; <see cref="Leave"/> has to follow.</summary>
    public void Join(IReadOnlySet<string> floods)
    {
        lock (_change)
        {
            foreach (var name in floods) _wanted[name] = _wanted.GetValueOrDefault(name) + 1;
        }
    }

    public void Leave(IReadOnlySet<string> floods)
    {
        lock (_change)
        {
            foreach (var name in floods.Where(name => --_wanted[name] == 0)) _wanted.Remove(name);
        }
    }

    /// <summary>Waits for events with a higher id and returns them, oldest first; of those that come in floods only the named ones.</summary>
    public async Task<IReadOnlyList<EventItem>> ReadAfterAsync(long id, CancellationToken cancellation, IReadOnlySet<string>? floods = null)
    {
        floods ??= EventFloods.None;
        while (true)
        {
            Task arrived;
            lock (_change)
            {
                if (id > _lastId) id = _lastId;
                if (Collect(id, floods) is { Count: > 0 } items) return items;
                arrived = (floods.Count > 0 ? _floodArrived ??= NewSignal() : _arrived ??= NewSignal()).Task;
            }

            await arrived.WaitAsync(cancellation);
        }
    }

    private List<EventItem> Collect(long after, IReadOnlySet<string> floods)
    {
        var found = _ring.After(after);
        var missed = _ring.MissedAfter(after) + (after < archive.LastId ? MissedOfEarlier(after) : 0);
        if (floods.Count > 0)
        {
            found = found.Concat(_floods.After(after).Where(item => floods.Contains(Name(item.Record.Notice)!))).OrderBy(item => item.Id);
            missed += _floods.MissedAfter(after);
        }

        var items = archive.Earlier.Where(item => item.Id > after)
            .Concat(found.Select(item => new EventItem(item.Id, Name(item.Record.Notice)!, Encoding.UTF8.GetString(Data(item.Record)))))
            .ToList();
        if (missed > 0)
        {
            var before = items.Count > 0 ? items[0].Id - 1 : _lastId;
            items.Insert(0, new EventItem(before, "missed", JsonSerializer.Serialize(new MissedEvents(missed), EventJson.Default.MissedEvents)));
        }

        return items;
    }

    // Ids may have gaps where events were not kept, so this is the most it can be.
    private long MissedOfEarlier(long after) =>
        archive.Earlier.Count == 0 ? archive.LastId - after : Math.Max(0, archive.Earlier[0].Id - 1 - after);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What each holds beside its payload is about this much.
    private static long SizeOf(Notice notice) => 256 + notice switch
    {
        Notice.Wrote wrote => wrote.Data.Length,
        Notice.Communicated sent => sent.Data.Length,
        Notice.RemoteCommunicated sent => sent.Data.Length,
        _ => 0,
    };

    private static string? Name(Notice notice) => notice switch
    {
        Notice.StateChanged => "process_state",
        Notice.GroupAdded => "group_added",
        Notice.GroupRemoved => "group_removed",
        Notice.SupervisorRunning => "supervisor_running",
        Notice.SupervisorStopping => "supervisor_stopping",
        Notice.Communicated => "process_communication",
        Notice.RemoteCommunicated => "remote_communication",
        Notice.Wrote => EventFloods.ProcessLog,
        Notice.Ticked => EventFloods.Tick,
        _ => null,
    };

    private static byte[] Data(in NoticeRecord record) => record.Notice switch
    {
        Notice.StateChanged changed => JsonSerializer.SerializeToUtf8Bytes(
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
        Notice.GroupAdded added => JsonSerializer.SerializeToUtf8Bytes(new GroupEvent(added.Group, record.At), EventJson.Default.GroupEvent),
        Notice.GroupRemoved removed => JsonSerializer.SerializeToUtf8Bytes(new GroupEvent(removed.Group, record.At), EventJson.Default.GroupEvent),
        Notice.Communicated sent => Output(sent.Process, sent.Pid, sent.Stderr, sent.Data.Span, record.At),
        Notice.Wrote wrote => Output(wrote.Process, wrote.Pid, wrote.Stderr, wrote.Data.Span, record.At),
        Notice.RemoteCommunicated sent => JsonSerializer.SerializeToUtf8Bytes(
            new RemoteEvent(sent.Type, Encoding.UTF8.GetString(sent.Data.Span), record.At), EventJson.Default.RemoteEvent),
        Notice.Ticked tick => JsonSerializer.SerializeToUtf8Bytes(
            new TickEvent(TickRule.Periods.First(period => period.Type == tick.Type).Period, tick.When, record.At), EventJson.Default.TickEvent),
        _ => JsonSerializer.SerializeToUtf8Bytes(new SupervisorEvent(record.At), EventJson.Default.SupervisorEvent),
    };

    private static byte[] Output(ProcessName process, int pid, bool stderr, ReadOnlySpan<byte> data, DateTimeOffset at) => JsonSerializer.SerializeToUtf8Bytes(
        new OutputEvent(process.Group, process.Name, pid, stderr ? "stderr" : "stdout", Encoding.UTF8.GetString(data), at), EventJson.Default.OutputEvent);
}
