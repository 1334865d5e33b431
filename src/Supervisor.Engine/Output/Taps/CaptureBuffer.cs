namespace Supervisor.Engine.Output.Taps;

/// <summary>The newest bytes of what is put into it, up to a bound; it grows only as far as it is used.</summary>
internal sealed class CaptureBuffer(int maxBytes)
{
    private byte[] _bytes = [];
    private int _start;
    private int _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > maxBytes) bytes = bytes[^maxBytes..];
        if (_length + bytes.Length > _bytes.Length) Grow(bytes.Length);
        var dropped = Math.Max(0, _length + bytes.Length - _bytes.Length);
        _start = (_start + dropped) % Math.Max(1, _bytes.Length);
        _length -= dropped;
        var at = (_start + _length) % Math.Max(1, _bytes.Length);
        var first = Math.Min(bytes.Length, _bytes.Length - at);
        bytes[..first].CopyTo(_bytes.AsSpan(at));
        bytes[first..].CopyTo(_bytes);
        _length += bytes.Length;
    }

    /// <summary>Takes all of it out, and gives its memory back.</summary>
    public byte[] TakeAll()
    {
        var taken = Content();
        (_bytes, _start, _length) = ([], 0, 0);
        return taken;
    }

    private byte[] Content()
    {
        var first = Math.Min(_length, _bytes.Length - _start);
        return [.. _bytes.AsSpan(_start, first), .. _bytes.AsSpan(0, _length - first)];
    }

    private void Grow(int more)
    {
        var wanted = (int)Math.Min(maxBytes, Math.Max((long)_length + more, 2L * _bytes.Length));
        if (wanted <= _bytes.Length) return;
        var larger = new byte[wanted];
        Content().CopyTo(larger, 0);
        (_bytes, _start) = (larger, 0);
    }
}
