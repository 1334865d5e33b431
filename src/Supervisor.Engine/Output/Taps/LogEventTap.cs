using System.Buffers;
using System.Text;

namespace Supervisor.Engine.Output.Taps;

/// <summary>
/// Tells each piece of output, for PROCESS_LOG events. A character that comes in two pieces is told with the second one, so that text stays text.
/// </summary>
internal sealed class LogEventTap(Action<byte[]> wrote) : IOutputTap
{
    private byte[] _held = [];

    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return bytes;
        byte[] piece = [.. _held, .. bytes];
        var complete = piece.Length - UnfinishedAtEnd(piece);
        _held = piece[complete..];
        if (complete > 0) wrote(complete == piece.Length ? piece : piece[..complete]);
        return bytes;
    }

    public ReadOnlySpan<byte> End()
    {
        if (_held.Length > 0) wrote(_held);
        _held = [];
        return default;
    }

    // At most the first three bytes of a character of four.
    private static int UnfinishedAtEnd(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            if ((bytes[^length] & 0xC0) == 0x80) continue;
            return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }

        return 0;
    }
}
