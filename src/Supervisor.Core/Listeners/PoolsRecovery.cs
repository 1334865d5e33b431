using System.Globalization;
using Supervisor.Core.Listeners.Records;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>Makes a machine's state of the records that another one left.</summary>
public static class PoolsRecovery
{
    private static readonly EventPoolSpec NotConfigured = new() { Events = [], BufferSize = int.MaxValue };

    /// <summary>
    /// The state as it was after the last step whose records are there. Its pools have no settings yet: the first input has to
    /// be <see cref="PoolsInput.Configured"/>. A listener gets nothing before <see cref="PoolsInput.Continued"/>. What it had written and the machine had not understood has to be told again.
    /// </summary>
    public static PoolsState Restore(IReadOnlyDictionary<string, byte[]> records)
    {
        var state = records.TryGetValue(RecordKeys.Head, out var head) ? HeadRecord.Decode(head) : PoolsState.Empty;
        var pools = state.Pools.ToBuilder();
        foreach (var (key, value) in records)
        {
            if (!key.StartsWith(RecordKeys.PoolPrefix, StringComparison.Ordinal)) continue;
            var name = key[RecordKeys.PoolPrefix.Length..];
            if (PoolHeadRecord.Decode(new PoolConfig(name, NotConfigured, []), value) is { } pool) pools[name] = pool;
        }

        var events = Events(records);
        foreach (var (name, pool) in pools.ToList())
        {
            pools[name] = Fill(pool, records, events);
        }

        return state with { Pools = pools.ToImmutable() };
    }

    /// <summary>The number of the last notice that a pool took.</summary>
    public static long LastNotice(IReadOnlyDictionary<string, byte[]> records) =>
        records.TryGetValue(RecordKeys.Head, out var head) ? HeadRecord.Decode(head).LastNotice : 0;

    private static Dictionary<(string Pool, long Entry), BufferedEvent> Events(IReadOnlyDictionary<string, byte[]> records)
    {
        var events = new Dictionary<(string, long), BufferedEvent>();
        foreach (var (key, value) in records)
        {
            if (TryEntry(key, RecordKeys.EventPrefix, out var pool, out var entry) && EventRecord.Decode(entry, value) is { } item)
            {
                events[(pool, entry)] = item;
            }
        }

        return events;
    }

    private static PoolState Fill(
        PoolState pool, IReadOnlyDictionary<string, byte[]> records, Dictionary<(string Pool, long Entry), BufferedEvent> events)
    {
        var buffer = new List<BufferedEvent>();
        var listeners = pool.Listeners.ToBuilder();
        foreach (var (key, value) in records)
        {
            if (TryEntry(key, RecordKeys.PositionPrefix, out var owner, out var entry) && owner == pool.Config.Name)
            {
                if (events.TryGetValue((owner, entry), out var item) && PositionRecord.Decode(value) is { } position)
                {
                    buffer.Add(item with { Position = position });
                }
            }
            else if (RecordKeys.TrySplit(key, RecordKeys.ListenerPrefix, out owner, out var name) && owner == pool.Config.Name
                && ListenerRecord.Decode(new ListenerState(new ProcessName(owner, name)), value) is var (listener, inFlight))
            {
                var item = inFlight is { } has ? events.GetValueOrDefault((owner, has)) : null;
                listeners[listener.Name] = listener with { InFlight = item };
            }
        }

        buffer.Sort((a, b) => a.Position.CompareTo(b.Position));
        return pool with
        {
            Buffer = [.. buffer],
            Listeners = listeners.ToImmutable(),
            Config = pool.Config with { Listeners = [.. listeners.Keys.Order()] },
        };
    }

    private static bool TryEntry(string key, string prefix, out string pool, out long entry)
    {
        entry = 0;
        return RecordKeys.TrySplit(key, prefix, out pool, out var number)
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out entry);
    }
}
