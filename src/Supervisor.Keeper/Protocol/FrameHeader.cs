using System.Buffers.Binary;

namespace Supervisor.Keeper.Protocol;

/// <summary>The first eight bytes of every message.</summary>
/// <param name="Kind">What the frame says.</param>
/// <param name="BodyInFile">The body is the content of a memory file, the first descriptor of the message.</param>
/// <param name="Id">Chosen by who asks, repeated in the answer; 0 where none is wanted.</param>
internal readonly record struct FrameHeader(FrameKind Kind, bool BodyInFile, uint Id)
{
    private const byte InFileFlag = 1;

    internal static ProtocolError TryRead(ReadOnlySpan<byte> message, out FrameHeader header)
    {
        header = default;
        if (message.Length is < FrameLimits.HeaderSize or > FrameLimits.MostInline)
            return ProtocolError.Size;
        if (message[0] != FrameLimits.Layout)
            return ProtocolError.Layout;
        header = new FrameHeader(
            (FrameKind)message[1], (message[2] & InFileFlag) != 0, BinaryPrimitives.ReadUInt32LittleEndian(message[4..]));
        return ProtocolError.None;
    }

    internal void Write(Span<byte> into)
    {
        into[0] = FrameLimits.Layout;
        into[1] = (byte)Kind;
        into[2] = BodyInFile ? InFileFlag : (byte)0;
        into[3] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Id);
    }
}
