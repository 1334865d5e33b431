using System.Buffers.Binary;
using System.Text;

namespace Supervisor.Daemonization.Launching;

/// <summary>What travels over the status pipe to the launching process.</summary>
internal enum StatusKind : byte
{
    /// <summary>The intermediate process has started the daemon; the number is its pid.</summary>
    Spawned = (byte)'S',

    /// <summary>The daemon is ready.</summary>
    Ready = (byte)'R',

    /// <summary>The daemon, or the intermediate process, gives up; the number is the exit status, the text says why.</summary>
    Failed = (byte)'F',
}

/// <summary>One message: a byte of kind, the number and the length of the text as 32 bits each, the text in UTF-8.</summary>
internal sealed record StatusMessage(StatusKind Kind, int Number, string Text)
{
    internal const int MaxText = 1 << 20;

    private const int HeaderSize = 9;

    internal byte[] Encode()
    {
        var text = Encoding.UTF8.GetBytes(Text);
        var length = Math.Min(text.Length, MaxText);
        var message = new byte[HeaderSize + length];
        message[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(1), Number);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(5), length);
        text.AsSpan(0, length).CopyTo(message.AsSpan(HeaderSize));
        return message;
    }

    /// <summary>The message at the beginning of what was received, and its size; null while it is not complete.</summary>
    internal static (StatusMessage Message, int Size)? Decode(ReadOnlySpan<byte> received)
    {
        if (received.Length < HeaderSize) return null;
        var length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(received[5..]), 0, MaxText);
        if (received.Length < HeaderSize + length) return null;
        var text = Encoding.UTF8.GetString(received.Slice(HeaderSize, length));
        return (new StatusMessage((StatusKind)received[0], BinaryPrimitives.ReadInt32LittleEndian(received[1..]), text), HeaderSize + length);
    }
}
