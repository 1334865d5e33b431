using System.Buffers;
using System.Text;

namespace Supervisor.Engine.Output.Taps;

/// <summary>
/// Puts a text before each line, so that lines of several programs can be told apart in one stream. A line goes on when it is complete; one that grows
/// beyond <see cref="LongestLine"/> goes on in pieces, each a line of its own.
/// </summary>
public sealed class LinePrefixTap(string prefix) : IOutputTap
{
    /// <summary>Bytes that are held for the rest of their line, at most: 16 KiB.</summary>
    public const int LongestLine = 16 * 1024;

    private const byte NewLine = (byte)'\n';

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);
    private readonly ArrayBufferWriter<byte> _held = new();
    private readonly ArrayBufferWriter<byte> _result = new();

    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        _result.ResetWrittenCount();
        while (bytes.IndexOf(NewLine) is var length && length >= 0)
        {
            Add(bytes[..length]);
            Complete();
            bytes = bytes[(length + 1)..];
        }

        Add(bytes);
        return _result.WrittenSpan;
    }

    public ReadOnlySpan<byte> End()
    {
        _result.ResetWrittenCount();
        if (_held.WrittenCount > 0) Complete();
        return _result.WrittenSpan;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        while (_held.WrittenCount + text.Length > LongestLine)
        {
            var room = LongestLine - _held.WrittenCount;
            _held.Write(text[..room]);
            text = text[room..];
            Complete();
        }

        _held.Write(text);
    }

    private void Complete()
    {
        _result.Write(_prefix);
        _result.Write(_held.WrittenSpan);
        _result.Write([NewLine]);
        _held.ResetWrittenCount();
    }
}
