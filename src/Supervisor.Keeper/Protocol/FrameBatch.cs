using System.Buffers;
using System.Buffers.Binary;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Protocol;

/// <summary>
/// Frames that go in one message, so that thousands of them do not take a system call each on both sides. Each has its number of descriptors in front; those are
/// the message's, in order. A frame that is alone in it goes as it is.
/// </summary>
internal sealed class FrameBatch
{
    private const int ItemHeader = FrameLimits.FieldHeaderSize + 1;

    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private readonly List<int> _descriptors = [];

    internal FrameBatch() => Clear();

    internal int Count { get; private set; }

    /// <summary>What is to be sent. Valid until the next change.</summary>
    internal ReadOnlySpan<byte> Message => Count == 1 ? _message.WrittenSpan[(FrameLimits.HeaderSize + ItemHeader)..] : _message.WrittenSpan;

    internal ReadOnlySpan<int> Descriptors => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_descriptors);

    /// <summary>Takes a copy of a frame in. False when there is no room for it; one that does not fit into an empty batch has to go alone.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> frame, ReadOnlySpan<int> descriptors)
    {
        if (_message.WrittenCount + ItemHeader + frame.Length > FrameLimits.MostInline || _descriptors.Count + descriptors.Length > PacketSocket.MostDescriptors)
            return false;
        var item = _message.GetSpan(ItemHeader + frame.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(item, (ushort)FieldTag.Frame);
        BinaryPrimitives.WriteUInt32LittleEndian(item[sizeof(ushort)..], (uint)(1 + frame.Length));
        item[FrameLimits.FieldHeaderSize] = (byte)descriptors.Length;
        frame.CopyTo(item[ItemHeader..]);
        _message.Advance(ItemHeader + frame.Length);
        _descriptors.AddRange(descriptors);
        Count++;
        return true;
    }

    internal void Clear()
    {
        _message.ResetWrittenCount();
        new FrameHeader(FrameKind.Batch, BodyInFile: false, 0).Write(_message.GetSpan(FrameLimits.HeaderSize));
        _message.Advance(FrameLimits.HeaderSize);
        _descriptors.Clear();
        Count = 0;
    }
}
