namespace Supervisor.Engine.Output.Tails;

/// <summary>A place in the newest bytes of a log that no file keeps.</summary>
internal sealed class RingCursor(TailRing ring, long? tail) : ILogCursor
{
    private long _position = Math.Max(0, ring.End - (tail ?? TailRing.Capacity));
    private bool _started;

    public int Read(Span<byte> into, out bool gap)
    {
        var expected = _position;
        var count = ring.Read(ref _position, into);
        gap = _started && _position != expected;
        _started = true;
        _position += count;
        return count;
    }

    public void Dispose()
    {
    }
}
