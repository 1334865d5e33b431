namespace Supervisor.Engine.Output.Syslog;

/// <summary>Cuts a stream of bytes into lines. What is longer than any daemon takes becomes several.</summary>
public sealed class SyslogLines(Action<byte[]> line)
{
    /// <summary>Bytes of a line: what rsyslog takes as a whole (8 KiB) with room for what stands before.</summary>
    public const int Longest = 8000;

    private byte[] _held = [];

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Hold(bytes[..end]);
            Release();
            bytes = bytes[(end + 1)..];
        }

        Hold(bytes);
    }

    /// <summary>No more comes: what has no newline is a line too.</summary>
    public void End()
    {
        if (_held.Length > 0) Release();
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        while (_held.Length + bytes.Length > Longest)
        {
            var room = Longest - _held.Length;
            _held = [.. _held, .. bytes[..room]];
            Release();
            bytes = bytes[room..];
        }

        if (!bytes.IsEmpty) _held = [.. _held, .. bytes];
    }

    private void Release()
    {
        var text = _held;
        _held = [];
        line(text);
    }
}
