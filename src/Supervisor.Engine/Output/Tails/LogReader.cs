using Supervisor.Core.Output;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>Reads parts of log files by path, in supervisord's terms of offset and length. Offsets are bytes. May block on the disk.</summary>
public static class LogReader
{
    /// <summary>What is read at most at once: 1 GiB. A larger part is refused.</summary>
    public const long MaxBytes = 1024L * 1024 * 1024;

    /// <summary>As <c>readProcessLog</c>: a negative offset (with length 0) means the last bytes, length 0 means to the end.</summary>
    public static LogRead ReadRange(string path, long offset, long length) =>
        Read(path, size => (LogRange.Read(size, offset, length), false));

    /// <summary>As <c>tailProcessLog</c>: the last <paramref name="length"/> bytes, nothing when the offset is at the end.</summary>
    public static LogRead TailRange(string path, long offset, long length) =>
        Read(path, size => LogRange.Tail(size, offset, length));

    /// <summary>The last bytes.</summary>
    public static LogRead Tail(string path, long bytes) =>
        Read(path, size => (new LogRange(Math.Max(0, size - bytes), Math.Min(size, bytes)), false));

    internal static bool TryOpen(string path, out OwnedDescriptor file, out Errno error) =>
        FileSystem.TryOpen(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal, 0, out file, out error);

    private static LogRead Read(string path, Func<long, (LogRange? Range, bool Overflow)> choose)
    {
        if (!TryOpen(path, out var file, out var error)) return Problem(error);
        using (file)
        {
            if (!FileStatus.TryGet(file, out var status, out error)) return Problem(error);
            if (status.Kind == FileKind.Directory) return Problem(Errno.EISDIR);
            if (status.Kind != FileKind.Regular) return Problem(Errno.ESPIPE);
            var (range, overflow) = choose(status.Size);
            if (range is not { } part) return LogRead.BadRange.Instance;
            if (part.Length > MaxBytes) return Problem(Errno.EFBIG);
            return ReadPart(file, part, out error) is { } bytes
                ? new LogRead.Found(bytes, status.Size, overflow)
                : Problem(error);
        }
    }

    private static ReadOnlyMemory<byte>? ReadPart(OwnedDescriptor file, LogRange part, out Errno error)
    {
        var bytes = new byte[part.Length];
        var filled = 0;
        error = Errno.None;
        while (filled < bytes.Length)
        {
            var result = DescriptorIo.ReadAt(file, bytes.AsSpan(filled), part.Start + filled);
            error = result.Error;
            if (result.Failed) return null;
            if (result.Count == 0) break;
            filled += (int)result.Count;
        }

        return bytes.AsMemory(0, filled);
    }

    private static LogRead Problem(Errno error) =>
        error == Errno.ENOENT ? LogRead.NoFile.Instance : new LogRead.Failed(error.Text);
}
