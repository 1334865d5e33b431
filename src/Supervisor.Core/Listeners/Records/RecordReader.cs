using System.Buffers.Binary;

namespace Supervisor.Core.Listeners.Records;

/// <summary>Reads what <see cref="RecordWriter"/> wrote; a field that is not there reads as 0.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> _rest = record.IsEmpty ? record : record[1..];

    /// <summary>Whether this code can read it at all.</summary>
    public bool IsKnown { get; } = !record.IsEmpty && record[0] == RecordWriter.Version;

    public long Number()
    {
        if (_rest.Length < sizeof(long)) return 0;
        var value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return value;
    }

    public bool Flag() => Number() != 0;

    public byte[] Rest()
    {
        var rest = _rest.ToArray();
        _rest = default;
        return rest;
    }
}
