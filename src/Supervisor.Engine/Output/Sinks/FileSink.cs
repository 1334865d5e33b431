using Supervisor.Core.Output;
using Supervisor.Engine.Output.Tails;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>
/// A regular log file. Bytes always go to its present end, so that the file may be truncated by others
/// (copytruncate, <c>: > log</c>) without leaving a hole; it is rotated in between.
/// </summary>
internal sealed class FileSink : Sink
{
    private static readonly TimeSpan RotationRetry = TimeSpan.FromSeconds(10);

    private readonly LogActivity _activity;
    private volatile OpenedSink _opened;
    private long _rotationBlockedUntil = long.MinValue;
    private bool _rotationFailing;

    public FileSink(OpenedSink opened, LogActivity activity)
    {
        _opened = opened;
        _activity = activity;
        activity.Written = new WrittenFile(opened.Identity);
    }

    public string Path => _opened.Path;

    public override FileIdentity? Identity => _opened.Identity;

    /// <summary>Whether this file can be spliced to. Not all file systems can.</summary>
    public bool CanSplice { get; set; } = true;

    public override IoResult Write(ReadOnlySpan<byte> bytes, RotationPolicy policy, ISinkEvents events)
    {
        var source = new MemorySource(bytes);
        return Take(ref source, bytes.Length, policy, events);
    }

    /// <summary>Moves this many bytes, rotating where needed. Fewer without an error when the source had no more.</summary>
    public IoResult Take<TSource>(ref TSource source, int count, RotationPolicy policy, ISinkEvents events)
        where TSource : IByteSource, allows ref struct
    {
        long moved = 0;
        var size = DescriptorIo.Size(_opened.Descriptor);
        while (moved < count && !size.Failed)
        {
            var step = RotateWhenDue(ref size, policy, events);
            if (size.Failed) break;
            var piece = (int)Math.Min(count - moved, step.Room);
            if (step.Action == RotationAction.FinishLine) piece = source.FinishLine(piece);
            if (piece == 0) break;

            var result = source.MoveTo(_opened.Descriptor, size.Count, piece);
            moved += result.Count;
            size = new(size.Count + result.Count, result.Error);
            if (result.Count == 0) break;
        }

        if (!size.Failed) RotateWhenDue(ref size, policy, events);
        if (moved > 0) _activity.Grew();
        return new(moved, moved == count ? Errno.None : size.Error);
    }

    /// <summary>Goes on in a file that was opened anew by its name, and closes the old one.</summary>
    public void Reopen(OpenedSink opened, ISinkEvents events)
    {
        Replace(opened, events);
        _activity.Replaced();
    }

    public override void Dispose() => _opened.Dispose();

    private void Replace(OpenedSink opened, ISinkEvents events)
    {
        var old = _opened;
        _opened = opened;
        CanSplice = true;
        _rotationBlockedUntil = long.MinValue;
        _activity.Written = new WrittenFile(opened.Identity);
        events.Moved(this, old.Identity, opened.Identity);
        old.Dispose();
    }

    private RotationStep RotateWhenDue(ref IoResult size, RotationPolicy policy, ISinkEvents events)
    {
        while (true)
        {
            var step = RotationRule.At(size.Count, PumpClock.Now < _rotationBlockedUntil ? RotationPolicy.Never : policy);
            if (step.Action == RotationAction.Fill || size.Failed) return step;
            if (step.Action == RotationAction.FinishLine && !LastByte.IsNewline(_opened.Descriptor, size.Count)) return step;
            Rotate(size.Count, policy, events);
            size = DescriptorIo.Size(_opened.Descriptor);
        }
    }

    private void Rotate(long size, RotationPolicy policy, ISinkEvents events)
    {
        var error = policy.Backups <= 0 ? TruncateInPlace(size) : MoveAside(policy.Backups, events);
        if (error == Errno.None)
        {
            _rotationFailing = false;
            return;
        }

        // Nothing is lost: the open file takes what comes, beyond its limit, until a later try.
        _rotationBlockedUntil = PumpClock.Now + RotationRetry.Ticks;
        if (!_rotationFailing) events.CannotRotate(error.Text);
        _rotationFailing = true;
    }

    private Errno TruncateInPlace(long size)
    {
        _activity.BeginRotation();
        var error = DescriptorIo.Truncate(_opened.Descriptor, 0);
        if (error == Errno.None) _activity.EndTruncation(size);
        else _activity.EndRotation(succeeded: false);
        return error;
    }

    private Errno MoveAside(int backups, ISinkEvents events)
    {
        // A file that somebody else moved away or replaced is not ours to shift: only open the name anew.
        if (!FileStatus.TryGet(Path, out var status, out _) || status.Identity != _opened.Identity)
        {
            var error = OpenName(FileSystem.DefaultMode, events);
            if (error == Errno.None) _activity.Replaced();
            return error;
        }

        _activity.BeginRotation();
        var outcome = BackupFiles.Shift(Path, backups);
        if (outcome == Errno.None) outcome = OpenName(status.Permissions & FileSystem.DefaultMode, events);
        _activity.EndRotation(succeeded: outcome == Errno.None);
        return outcome;
    }

    private Errno OpenName(int mode, ISinkEvents events)
    {
        var opened = SinkOpener.OpenFile(Path, out var error, _opened.FirstDescriptor, mode);
        if (opened is null) return error;
        if (opened.Stream is not null)
        {
            opened.Dispose();
            return Errno.EEXIST;
        }

        Replace(opened, events);
        return Errno.None;
    }
}
