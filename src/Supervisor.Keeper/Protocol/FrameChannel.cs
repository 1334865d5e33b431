using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;
using Supervisor.Posix.Sockets;

namespace Supervisor.Keeper.Protocol;

/// <summary>One end of the socket between keeper and brain. One thread receives; a send is whole, so any thread may send.</summary>
internal sealed class FrameChannel(OwnedDescriptor socket) : IDisposable
{
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(FrameLimits.MostInline);
    private readonly ReceivedBatch _batch = new();

    internal int Number => socket.Number;

    /// <summary>Whether the next frame has come with the one before; nothing tells of it but this.</summary>
    internal bool HasMore => !_batch.IsEmpty;

    /// <summary>Sends the frame that was just written. The errors are those of <see cref="PacketSocket.Send"/>, and E2BIG.</summary>
    internal Errno Send(FrameWriter frame, ReadOnlySpan<int> descriptors, bool wait)
    {
        if (frame.Message.Length <= FrameLimits.MostInline)
            return PacketSocket.Send(socket, frame.Message, descriptors, wait).Error;
        if (frame.Body.Length > FrameLimits.MostBody)
            return Errno.E2BIG;
        Span<byte> header = stackalloc byte[FrameLimits.HeaderSize];
        frame.WriteOutsideHeader(header);
        try
        {
            using var file = MemoryFile.Create(frame.Body);
            return PacketSocket.Send(socket, header, [file.Number, .. descriptors], wait).Error;
        }
        catch (PosixException e)
        {
            return e.Errno;
        }
    }

    /// <summary>Sends what is in a batch, which is left as it is. The errors are those of <see cref="PacketSocket.Send"/>.</summary>
    internal Errno Send(FrameBatch batch, bool wait) => PacketSocket.Send(socket, batch.Message, batch.Descriptors, wait).Error;

    /// <summary>
    /// Receives one frame into <paramref name="received"/>, also one that cannot be understood. EAGAIN when there is none and it
    /// shall not wait; EPIPE at the end.
    /// </summary>
    internal Errno Receive(ReceivedFrame received, bool wait)
    {
        received.Dispose();
        (received.Header, received.Content, received.Error, received.LostDescriptors) = (default, null, ProtocolError.None, false);
        if (HasMore)
        {
            TakeNext(received);
            return Errno.None;
        }

        var result = PacketSocket.Receive(socket, _buffer, received.Descriptors, wait, out var complete);
        if (result.Failed)
            return result.Error == Errno.ECONNRESET ? Errno.EPIPE : result.Error;
        if (result.Count == 0)
            return Errno.EPIPE;
        received.LostDescriptors = !complete;
        var message = _buffer.AsMemory(0, (int)result.Count);
        if (IsBatch(message.Span))
        {
            _batch.Begin(message[FrameLimits.HeaderSize..], received.TakeAll());
            TakeNext(received);
        }
        else
        {
            received.Error = Understand(received, message.Span);
        }

        return Errno.None;
    }

    public void Dispose()
    {
        _batch.Dispose();
        socket.Dispose();
    }

    private static bool IsBatch(ReadOnlySpan<byte> message) =>
        FrameHeader.TryRead(message, out var header) == ProtocolError.None && header is { Kind: FrameKind.Batch, BodyInFile: false };

    private void TakeNext(ReceivedFrame received)
    {
        received.Dispose();
        received.Error = _batch.Next(out var message, received.Descriptors, out var lost);
        received.LostDescriptors = lost;
        if (received.Error == ProtocolError.None)
            received.Error = Understand(received, message);
    }

    private static ProtocolError Understand(ReceivedFrame received, ReadOnlySpan<byte> message)
    {
        var error = FrameHeader.TryRead(message, out var header);
        if (error != ProtocolError.None)
            return error;
        received.Header = header;
        var body = message[FrameLimits.HeaderSize..];
        if (header.BodyInFile)
        {
            using var file = received.Take();
            if (file is null || ReadFile(file) is not { } content)
                return ProtocolError.Size;
            body = content;
        }

        error = FrameDecoder.TryDecode(header.Kind, body, out var frame);
        received.Content = frame;
        return error;
    }

    // Null for what is no regular file, is too long, or shrinks while it is read.
    private static byte[]? ReadFile(OwnedDescriptor file)
    {
        if (!FileStatus.TryGet(file, out var status, out _) || status.Kind != FileKind.Regular || status.Size > FrameLimits.MostBody)
            return null;
        var content = GC.AllocateUninitializedArray<byte>((int)status.Size);
        for (var at = 0; at < content.Length;)
        {
            var read = DescriptorIo.ReadAt(file, content.AsSpan(at), at);
            if (read.Failed || read.Count == 0)
                return null;
            at += (int)read.Count;
        }

        return content;
    }
}
