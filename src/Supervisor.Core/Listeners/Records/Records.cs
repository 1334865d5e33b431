using Supervisor.Core.Events;

namespace Supervisor.Core.Listeners.Records;

/// <summary>What belongs to no pool.</summary>
internal static class HeadRecord
{
    public static byte[] Encode(PoolsState state) =>
        new RecordWriter().Number(state.NextSerial).Number(state.LastNotice).Number(state.Missed).ToArray();

    public static PoolsState Decode(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        return reader.IsKnown
            ? PoolsState.Empty with { NextSerial = reader.Number(), LastNotice = reader.Number(), Missed = reader.Number() }
            : PoolsState.Empty;
    }
}

/// <summary>The counters of a pool.</summary>
internal static class PoolHeadRecord
{
    public static byte[] Encode(PoolState pool) =>
        new RecordWriter().Number(pool.NextPoolSerial).Number(pool.NextEntry).Number(pool.Discarded).ToArray();

    public static PoolState? Decode(PoolConfig config, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        return reader.IsKnown
            ? new PoolState(config) { NextPoolSerial = reader.Number(), NextEntry = reader.Number(), Discarded = reader.Number() }
            : null;
    }
}

/// <summary>An event in a pool's care, wherever it is.</summary>
internal static class EventRecord
{
    public static byte[] Encode(BufferedEvent item) => new RecordWriter()
        .Number(item.Serial).Number(item.PoolSerial).Number((long)item.Message.Type).Rest(item.Message.Payload.Span).ToArray();

    public static BufferedEvent? Decode(long entry, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        if (!reader.IsKnown) return null;
        var (serial, poolSerial, type) = (reader.Number(), reader.Number(), (EventType)reader.Number());
        return Enum.IsDefined(type) ? new BufferedEvent(entry, 0, serial, poolSerial, new EventMessage(type, reader.Rest())) : null;
    }
}

/// <summary>The place of an event in the buffer; none for one that a listener has.</summary>
internal static class PositionRecord
{
    public static byte[] Encode(long position) => new RecordWriter().Number(position).ToArray();

    public static long? Decode(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        return reader.IsKnown ? reader.Number() : null;
    }
}

/// <summary>A listener, without what it wrote and is not understood yet: the shell has that, and tells it again.</summary>
internal static class ListenerRecord
{
    private const long None = -1;

    public static byte[] Encode(ListenerState listener) => new RecordWriter()
        .Number(listener.Generation)
        .Number((long)listener.Phase)
        .Flag(listener.IsRunning)
        .Flag(listener.IsSending)
        .Flag(listener.IsDeaf)
        .Number(listener.InFlight?.Entry ?? None)
        .Number(listener.ResultLeft ?? None)
        .Flag(listener.ResultTooLong)
        .ToArray();

    /// <summary>The listener, and the entry of the event that it has.</summary>
    public static (ListenerState Listener, long? InFlight)? Decode(ListenerState listener, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        if (!reader.IsKnown) return null;
        var known = listener with
        {
            Generation = (int)reader.Number(),
            Phase = (ListenerPhase)reader.Number(),
            IsRunning = reader.Flag(),
            IsSending = reader.Flag(),
            IsDeaf = reader.Flag(),
        };
        var (entry, left) = (reader.Number(), reader.Number());
        known = known with { ResultLeft = left < 0 ? null : left, ResultTooLong = reader.Flag() };
        return Enum.IsDefined(known.Phase) ? (known, entry < 0 ? null : entry) : null;
    }
}
