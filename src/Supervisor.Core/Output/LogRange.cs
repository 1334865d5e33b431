namespace Supervisor.Core.Output;

/// <summary>
/// Which part of a log the reading calls mean. Offsets and lengths are bytes, as in supervisord's
/// <c>readProcessLog</c> and <c>tailProcessLog</c>.
/// </summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct LogRange(long Start, long Length)
{
    /// <summary>
    /// readLog: a negative offset with length 0 means the last bytes; length 0 means to the end. Null for arguments that
    /// mean nothing (a negative length, or a length with a negative offset).
    /// </summary>
    public static LogRange? Read(long size, long offset, long length)
    {
        if (offset < 0)
        {
            if (length != 0) return null;
            var wanted = Math.Min(size, offset == long.MinValue ? long.MaxValue : -offset);
            return new(size - wanted, wanted);
        }

        if (length < 0) return null;
        var rest = Math.Max(0, size - offset);
        return new(offset, length == 0 ? rest : Math.Min(rest, length));
    }

    /// <summary>
    /// tailLog: the last <paramref name="length"/> bytes, whether or not they were read before; nothing when the offset
    /// is at the end or behind it. Overflow says that more than <paramref name="length"/> bytes lie behind the offset.
    /// </summary>
    public static (LogRange Range, bool Overflow) Tail(long size, long offset, long length)
    {
        length = Math.Max(0, length);
        var overflow = size - length > offset;
        if ((!overflow && offset >= size) || length == 0) return (new(size, 0), overflow);
        var start = Math.Max(0, size - length);
        return (new(start, size - start), overflow);
    }
}
