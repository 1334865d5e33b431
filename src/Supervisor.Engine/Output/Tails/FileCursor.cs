using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>
/// A place in a log file that is rotated meanwhile. It holds the file it reads open, so its inode stays its own, and
/// goes on to the next newer one when this one is read to its end and known to be written no more.
/// </summary>
internal sealed class FileCursor(string path, LogActivity activity, long? tail) : ILogCursor
{
    private readonly long _rotationsAtBegin = activity.Rotations;
    private LogFile? _file;
    private long _offset;
    private long _truncations = activity.Truncation.Count;
    private bool _gap;
    private bool _started;

    /// <summary>A cursor that has taken its place: whatever is written from now on, and wherever it is rotated to, will be read.</summary>
    public static FileCursor Begin(string path, LogActivity activity, long? tail)
    {
        var cursor = new FileCursor(path, activity, tail);
        cursor.Start();
        return cursor;
    }

    /// <summary>
    /// A cursor at the place behind so many bytes from a place on, through all newer files; null where that is not to be found (any more).
    /// </summary>
    public static FileCursor? Resume(string path, LogActivity activity, LogPosition from, long count)
    {
        while (true)
        {
            var version = activity.Version;
            if (version % 2 != 0)
            {
                // Files are being renamed, which takes some system calls.
                Thread.Yield();
                continue;
            }

            var file = LogSuccession.OpenKnown(path, activity, from.File);
            var cursor = file is null ? null : new FileCursor(path, activity, null) { _started = true, _file = file, _offset = from.Offset };
            if (cursor?.Skip(count) == true && activity.Version == version) return cursor;
            cursor?.Dispose();
            if (activity.Version == version) return null;
        }
    }

    /// <summary>Where the next byte comes from; null while there is no file.</summary>
    public LogPosition? Position => _file is null ? null : new LogPosition(_file.Identity, _offset);

    public int Read(Span<byte> into, out bool gap)
    {
        var count = ReadOn(into);
        gap = count > 0 && _gap;
        if (count > 0) _gap = false;
        return count;
    }

    public void Dispose() => _file?.Dispose();

    private bool Skip(long count)
    {
        while (true)
        {
            var left = DescriptorIo.Size(_file!.Descriptor).Count - _offset;
            if (left < 0) return false;
            if (left >= count)
            {
                _offset += count;
                return true;
            }

            if (LogSuccession.Find(path, activity, _file) is not { } successor) return false;
            _file.Dispose();
            (_file, _offset, count) = (successor.File, 0, count - left);
            if (successor.Gap) return false;
        }
    }

    private int ReadOn(Span<byte> into)
    {
        if (_file is null && !Start()) return 0;
        while (true)
        {
            var count = ReadHere(into);
            if (count > 0) return count;
            var successor = LogSuccession.Find(path, activity, _file!);
            if (successor is null) return 0;

            // What was written between the look at the end and the rotation: from now on nothing is added here.
            count = ReadHere(into);
            if (count > 0)
            {
                successor.File.Dispose();
                return count;
            }

            _file!.Dispose();
            _file = successor.File;
            _offset = 0;
            _gap |= successor.Gap;
        }
    }

    private bool Start()
    {
        _file = _started ? OpenFirst() : LogFile.OpenCurrent(path, activity);
        if (_file is null)
        {
            // A log that does not exist yet is followed from its first byte.
            _started = true;
            return false;
        }

        var size = DescriptorIo.Size(_file.Descriptor).Count;
        _offset = _started ? 0 : Math.Max(0, size - (tail ?? size));
        _started = true;
        _truncations = activity.Truncation.Count;
        return true;
    }

    // It did not exist when we began; by now it may have been rotated already.
    private LogFile? OpenFirst()
    {
        while (true)
        {
            var version = activity.Version;
            if (version % 2 != 0) return null;
            var index = (int)Math.Min(activity.Rotations - _rotationsAtBegin, int.MaxValue);
            var file = index > 0 ? LogFile.Open(path, index, activity.Rotations - index, activity.Replacements) : null;
            file ??= LogFile.OpenCurrent(path, activity);
            if (activity.Version == version) return file;
            file?.Dispose();
        }
    }

    private int ReadHere(Span<byte> into)
    {
        while (true)
        {
            var version = activity.Version;
            if (version % 2 != 0) return 0;
            FollowTruncation();
            var result = DescriptorIo.ReadAt(_file!.Descriptor, into, _offset);
            var cutShort = result.Count == 0 && DescriptorIo.Size(_file.Descriptor) is { Failed: false } size && size.Count < _offset;
            if (activity.Version != version) continue;
            _offset += result.Count;
            if (!cutShort) return (int)result.Count;

            // Truncated by somebody else: what stood between our place and its old end cannot be known.
            _gap = true;
            _offset = 0;
        }
    }

    private void FollowTruncation()
    {
        var truncation = activity.Truncation;
        if (truncation.Count == _truncations) return;
        _gap |= truncation.Count != _truncations + 1 || truncation.Size != _offset;
        _truncations = truncation.Count;
        _offset = 0;
    }
}
