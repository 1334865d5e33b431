namespace Supervisor.Ctl.Input;

/// <summary>
/// Standard input line by line, as bytes. A read from a descriptor cannot be called back: when its caller gives up waiting, it
/// stays under way and its line goes to whoever asks next. So no line is lost between <c>fg</c> and the shell.
/// </summary>
internal sealed class InputLines(Stream stream)
{
    /// <summary>A longer line is handed out in pieces of this size, in bytes.</summary>
    private const int MaxPiece = 1024 * 1024;

    private readonly byte[] _chunk = new byte[16 * 1024];
    private int _start;
    private int _end;
    private Task<byte[]?>? _pending;

    /// <summary>Whether a read is under way that nobody waits for.</summary>
    public bool HasPending => _pending is not null;

    /// <summary>The next line with its line end, or null at the end of the input. One caller at a time.</summary>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        _pending ??= Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        byte[]? line = await _pending.WaitAsync(cancellationToken);
        _pending = null;
        return line;
    }

    private byte[]? Read()
    {
        var line = new MemoryStream();
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = stream.Read(_chunk);
                if (_end == 0)
                    return line.Length == 0 ? null : line.ToArray();
            }

            ReadOnlySpan<byte> rest = _chunk.AsSpan(_start, _end - _start);
            int length = rest.IndexOf((byte)'\n') + 1;
            int taken = length == 0 ? rest.Length : length;
            line.Write(rest[..taken]);
            _start += taken;
            if (length > 0 || line.Length >= MaxPiece)
                return line.ToArray();
        }
    }
}
