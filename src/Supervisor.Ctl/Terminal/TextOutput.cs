using System.Buffers;
using System.Text;

namespace Supervisor.Ctl.Terminal;

/// <summary>Buffered UTF-8 output: one write for a whole screen of lines. Raw bytes pass through it unchanged. Safe for concurrent writers.</summary>
internal sealed class TextOutput(Stream stream)
{
    private const int FlushAt = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public void Line(string text) => Line([(text, 0)]);

    /// <summary>A line of columns: each text is followed by blanks up to its width.</summary>
    public void Line(ReadOnlySpan<(string Text, int Width)> columns)
    {
        lock (_gate)
        {
            foreach (var (text, width) in columns)
            {
                Encoding.UTF8.GetBytes(text, _buffer);
                int blanks = Math.Max(0, width - text.Length);
                _buffer.GetSpan(blanks)[..blanks].Fill((byte)' ');
                _buffer.Advance(blanks);
            }

            _buffer.Write("\n"u8);
            FlushWhenFull();
        }
    }

    /// <summary>Text without a line end.</summary>
    public void Text(string text)
    {
        lock (_gate)
        {
            Encoding.UTF8.GetBytes(text, _buffer);
            FlushWhenFull();
        }
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _buffer.Write(bytes);
            FlushWhenFull();
        }
    }

    /// <exception cref="OutputClosedException">Nobody reads it any more, or its disk is full.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            FlushBuffer();
        }
    }

    private void FlushWhenFull()
    {
        if (_buffer.WrittenCount >= FlushAt)
            FlushBuffer();
    }

    private void FlushBuffer()
    {
        if (_buffer.WrittenCount == 0)
            return;
        try
        {
            stream.Write(_buffer.WrittenSpan);
            stream.Flush();
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e);
        }
        finally
        {
            _buffer.ResetWrittenCount();
        }
    }
}
