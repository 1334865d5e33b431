using System.Buffers;
using System.Buffers.Binary;

namespace Supervisor.Core.Listeners.Records;

/// <summary>Writes a record: a version, then fields without names, numbers of 8 bytes little-endian. New fields are only ever added at the end.</summary>
internal sealed class RecordWriter
{
    public const byte Version = 1;

    private readonly ArrayBufferWriter<byte> _buffer = new(64);

    public RecordWriter() => _buffer.Write([Version]);

    public RecordWriter Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
        return this;
    }

    public RecordWriter Flag(bool value) => Number(value ? 1 : 0);

    /// <summary>All that is left of the record.</summary>
    public RecordWriter Rest(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
