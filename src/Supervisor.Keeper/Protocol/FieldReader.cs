using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Supervisor.Keeper.Protocol;

/// <summary>
/// Walks the fields of a body. Nothing in it throws: what is wrong is remembered in <see cref="Error"/>, the first wrong
/// thing counts, and every value after it is a default.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;
    private ReadOnlySpan<byte> _value;

    internal ProtocolError Error { get; private set; }

    internal FieldTag Tag { get; private set; }

    internal readonly ReadOnlySpan<byte> Bytes => _value;

    /// <summary>Bytes after this field.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Goes to the next field. False at the end, and where something is wrong.</summary>
    internal bool Next()
    {
        if (_rest.IsEmpty || Error != ProtocolError.None)
            return false;
        if (_rest.Length < FrameLimits.FieldHeaderSize)
            return Fail(ProtocolError.Truncated);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_rest[2..]);
        if (length > (uint)(_rest.Length - FrameLimits.FieldHeaderSize))
            return Fail(ProtocolError.Truncated);
        Tag = (FieldTag)BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        _value = _rest.Slice(FrameLimits.FieldHeaderSize, (int)length);
        _rest = _rest[(FrameLimits.FieldHeaderSize + (int)length)..];
        return true;
    }

    /// <summary>For a field that the reader does not know: skips it if its sender says that it may be.</summary>
    internal void Skip()
    {
        if (((ushort)Tag & FrameLimits.OptionalBit) == 0)
            Fail(ProtocolError.UnknownField);
    }

    internal int Int() => _value.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(_value) : (int)Wrong();

    internal int Int(int least, int most)
    {
        var value = Int();
        return value >= least && value <= most ? value : (int)Wrong();
    }

    internal long Long() => _value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(_value) : Wrong();

    internal long Long(long least, long most)
    {
        var value = Long();
        return value >= least && value <= most ? value : Wrong();
    }

    internal string Text(int most = FrameLimits.MostBody)
    {
        if (_value.Length > most || !Utf8.IsValid(_value))
        {
            Wrong();
            return "";
        }

        return Encoding.UTF8.GetString(_value);
    }

    private long Wrong()
    {
        Fail(ProtocolError.Value);
        return 0;
    }

    private bool Fail(ProtocolError error)
    {
        if (Error == ProtocolError.None)
            Error = error;
        return false;
    }
}
