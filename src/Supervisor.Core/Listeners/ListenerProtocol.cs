namespace Supervisor.Core.Listeners;

/// <summary>
/// The words of a listener: <c>READY\n</c> when it wants an event, <c>RESULT n\n</c> and n bytes when it is done with one. What it writes may
/// come in any pieces; what breaks the protocol makes it UNKNOWN.
/// </summary>
internal static class ListenerProtocol
{
    /// <summary>A longer result is skipped as it comes, and its event rejected; supervisord keeps any.</summary>
    public const int MaxResultBytes = 1024 * 1024;

    /// <summary>All of what was written so far, as far as it can be understood.</summary>
    public static ListenerState Take(PoolDraft pool, ListenerState listener, ReadOnlyMemory<byte> bytes, PoolsStep step)
    {
        var data = listener.Pending.IsEmpty ? bytes : (byte[])[.. listener.Pending.Span, .. bytes.Span];
        listener = listener with { Pending = default };
        while (!data.IsEmpty || listener.ResultLeft == 0)
        {
            var (next, rest) = TakeOne(pool, listener, data, step);
            if (ReferenceEquals(next, listener) && rest.Length == data.Length) break;
            (listener, data) = (next, rest);
        }

        return listener with { Pending = data };
    }

    private static (ListenerState, ReadOnlyMemory<byte>) TakeOne(
        PoolDraft pool, ListenerState listener, ReadOnlyMemory<byte> data, PoolsStep step) => listener.Phase switch
        {
            ListenerPhase.Acknowledged => TakeReady(pool, listener, data),
            ListenerPhase.Ready => (pool.Change(listener, ListenerPhase.Unknown), default),
            ListenerPhase.Busy when listener.ResultLeft is { } length => TakeBody(pool, listener, data, length),
            ListenerPhase.Busy => TakeResultLine(pool, listener, data, step),
            _ => (listener, default),
        };

    private static (ListenerState, ReadOnlyMemory<byte>) TakeReady(PoolDraft pool, ListenerState listener, ReadOnlyMemory<byte> data)
    {
        var token = "READY\n"u8;
        if (data.Length < token.Length) return (listener, data);
        return data.Span.StartsWith(token)
            ? (pool.Change(listener, ListenerPhase.Ready), data[token.Length..])
            : (pool.Change(listener, ListenerPhase.Unknown), default);
    }

    private static (ListenerState, ReadOnlyMemory<byte>) TakeResultLine(
        PoolDraft pool, ListenerState listener, ReadOnlyMemory<byte> data, PoolsStep step)
    {
        var end = data.Span.IndexOf((byte)'\n');
        if (end < 0 && data.Length <= ResultLine.MaxBytes) return (listener, data);
        var line = end < 0 ? data : data[..end];
        if (end >= 0 && ResultLine.Length(line.Span) is { } length)
        {
            return (listener with { ResultLeft = length, ResultTooLong = length > MaxResultBytes }, data[(end + 1)..]);
        }

        step.Tell(new ListenerNotice.BadResultLine(listener.Name, ResultLine.Show(line.Span)));
        return (pool.GiveBack(pool.Change(listener, ListenerPhase.Unknown)), default);
    }

    private static (ListenerState, ReadOnlyMemory<byte>) TakeBody(
        PoolDraft pool, ListenerState listener, ReadOnlyMemory<byte> data, long length)
    {
        if (listener.ResultTooLong && data.Length < length) return (listener with { ResultLeft = length - data.Length }, default);
        if (data.Length < length) return (listener, data);
        var body = data[..(int)length];
        ReadOnlyMemory<byte>? result = listener.ResultTooLong ? null : body;
        return (pool.TakeResult(listener with { ResultLeft = null, ResultTooLong = false }, result), data[(int)length..]);
    }
}
