using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Supervisor.Keeper.Protocol;

/// <summary>Builds one frame after the other in a buffer of its own: header, then fields. Not for several threads.</summary>
internal sealed class FrameWriter
{
    private const int MostKept = 128 * 1024;

    private ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Header and body.</summary>
    internal ReadOnlySpan<byte> Message => _buffer.WrittenSpan;

    /// <summary>The same frame's header for a body that travels in a memory file.</summary>
    internal void WriteOutsideHeader(Span<byte> into)
    {
        _ = FrameHeader.TryRead(Message[..FrameLimits.HeaderSize], out var header);
        (header with { BodyInFile = true }).Write(into);
    }

    internal ReadOnlySpan<byte> Body => _buffer.WrittenSpan[FrameLimits.HeaderSize..];

    internal FrameWriter Begin(FrameKind kind, uint id = 0)
    {
        // One large frame shall not hold its memory for ever.
        if (_buffer.Capacity > MostKept)
            _buffer = new ArrayBufferWriter<byte>(1024);
        _buffer.ResetWrittenCount();
        new FrameHeader(kind, BodyInFile: false, id).Write(_buffer.GetSpan(FrameLimits.HeaderSize));
        _buffer.Advance(FrameLimits.HeaderSize);
        return this;
    }

    internal FrameWriter Int(FieldTag tag, int? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteInt32LittleEndian(Field(tag, sizeof(int)), number);
        return this;
    }

    internal FrameWriter Long(FieldTag tag, long? value)
    {
        if (value is { } number)
            BinaryPrimitives.WriteInt64LittleEndian(Field(tag, sizeof(long)), number);
        return this;
    }

    internal FrameWriter Text(FieldTag tag, string? value)
    {
        if (value is not null)
            Encoding.UTF8.GetBytes(value, Field(tag, Encoding.UTF8.GetByteCount(value)));
        return this;
    }

    internal FrameWriter Bytes(FieldTag tag, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Field(tag, value.Length));
        return this;
    }

    internal FrameWriter Child(ChildRef child) => Text(FieldTag.Name, child.Name).Int(FieldTag.Generation, child.Generation);

    private Span<byte> Field(FieldTag tag, int length)
    {
        var span = _buffer.GetSpan(FrameLimits.FieldHeaderSize + length);
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)tag);
        BinaryPrimitives.WriteUInt32LittleEndian(span[2..], (uint)length);
        _buffer.Advance(FrameLimits.FieldHeaderSize + length);
        return span.Slice(FrameLimits.FieldHeaderSize, length);
    }
}
