using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Recovery;

/// <summary>
/// One end of the line between a brain that was replaced and its successor: messages with their length in front. Nobody waits for the
/// other end: what cannot be sent because it is gone is of no use to anybody. It lives as long as its process.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "It ends with the process or with the other end, never before.")]
internal sealed class RelayLine
{
    private const int MaxMessage = 64 * 1024 * 1024;
    private readonly NetworkStream _stream;
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    public RelayLine(OwnedDescriptor end)
    {
        var socket = new Socket(new SafeSocketHandle(end.DangerousGetHandle(), ownsHandle: true));
        end.SetHandleAsInvalid();
        _stream = new NetworkStream(socket, ownsSocket: true);
        _ = Task.Run(SendAllAsync);
    }

    public void Send(byte[] message) => _outgoing.Writer.TryWrite(message);

    /// <summary>The next message; null when the other end is closed.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        try
        {
            var header = new byte[sizeof(int)];
            await _stream.ReadExactlyAsync(header).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (length is < 0 or > MaxMessage) return null;
            var message = new byte[length];
            await _stream.ReadExactlyAsync(message).ConfigureAwait(false);
            return message;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                var framed = new byte[sizeof(int) + message.Length];
                BinaryPrimitives.WriteInt32LittleEndian(framed, message.Length);
                message.CopyTo(framed, sizeof(int));
                await _stream.WriteAsync(framed).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            _outgoing.Writer.TryComplete();
        }
    }
}
