namespace Supervisor.Engine.Output.Tails;

/// <summary>The newest 64 KiB of a log that no file keeps. Written by the pump, read by anybody.</summary>
internal sealed class TailRing
{
    public const int Capacity = 64 * 1024;

    private readonly Lock _lock = new();
    private byte[]? _bytes;
    private long _start;
    private long _end;

    /// <summary>Position behind the newest byte, counted from the first byte ever.</summary>
    public long End
    {
        get
        {
            lock (_lock) return _end;
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        lock (_lock)
        {
            _bytes ??= GC.AllocateUninitializedArray<byte>(Capacity);
            var kept = bytes.Length > Capacity ? bytes[^Capacity..] : bytes;
            var at = (int)((_end + bytes.Length - kept.Length) % Capacity);
            var first = Math.Min(kept.Length, Capacity - at);
            kept[..first].CopyTo(_bytes.AsSpan(at));
            kept[first..].CopyTo(_bytes);
            _end += bytes.Length;
            _start = Math.Max(_start, _end - Capacity);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _bytes = null;
            _start = _end;
        }
    }

    /// <summary>Copies bytes from a position on; what is gone already is skipped, and the position says where the copy starts.</summary>
    public int Read(ref long position, Span<byte> into)
    {
        lock (_lock)
        {
            position = Math.Max(position, _start);
            var count = (int)Math.Min(into.Length, _end - position);
            if (count <= 0) return 0;
            var at = (int)(position % Capacity);
            var first = Math.Min(count, Capacity - at);
            _bytes.AsSpan(at, first).CopyTo(into);
            _bytes.AsSpan(0, count - first).CopyTo(into[first..]);
            return count;
        }
    }
}
