using Supervisor.Core.Output;
using Supervisor.Engine.Output.Sinks;
using Supervisor.Engine.Output.Taps;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;
using Supervisor.Posix.Processes;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// The log side of a channel: the sink in use, whether it can be written, and the ways bytes take to it. Pump thread only.
/// </summary>
internal sealed class LogPort(OutputChannel channel, PumpLoop loop) : ISinkEvents
{
    private const int MaxHeldNoteBytes = 64 * 1024;

    private readonly WriteHealth _health = new(channel, loop);
    private readonly List<ReadOnlyMemory<byte>> _heldNotes = [];
    private Sink? _sink;
    private bool _opening;

    public RotationPolicy Policy { get; set; } = channel.Settings.Rotation;

    public IReadOnlyList<IOutputTap> Taps { get; set; } = [];

    /// <summary>
    /// Whether bytes can go somewhere now, if only to be dropped. When not, the source is called again later, by
    /// <see cref="Pipeline.Resume"/>. A log that was never opened gets opened.
    /// </summary>
    public bool Accepts(PipeSource source)
    {
        if (_sink is null)
        {
            var first = !_health.Failing;
            if (first || _health.MayTry) OpenInBackground();
            return !first;
        }

        if (_sink.Stalled is null) return true;
        if (!_sink.Waiting.Contains(source)) _sink.Waiting.Add(source);
        return false;
    }

    /// <summary>Takes this many bytes out of the pipe; fewer when the log's reader does not take them.</summary>
    /// <returns>Whether the pipe was empty for its program again before the bytes were in the log.</returns>
    public bool Take(PipeSource source, int count)
    {
        if (Taps.Count == 0 && _sink is FileSink { CanSplice: true } file && _health.MayTry)
        {
            if (loop.Staging is { } staging && source.IsBusy && count >= StagingPipe.LeastBytes)
                count -= TakeStaged(staging, source, file, count);
            if (count == 0) return true;
            count -= Splice(source.Descriptor, file, count, out var done);
            if (done) return false;
        }

        Copy(source, count);
        return false;
    }

    /// <summary>Output that was read elsewhere: through the taps, then as a note.</summary>
    public void WriteOutput(ReadOnlyMemory<byte> output)
    {
        if (output.IsEmpty) return;
        ReadOnlySpan<byte> bytes = output.Span;
        foreach (var tap in Taps) bytes = tap.Pass(bytes);
        if (bytes.IsEmpty) return;
        WriteNote(Taps.Count == 0 ? output : bytes.ToArray());
    }

    /// <summary>The taps give back what they held for a continuation that will not come.</summary>
    public void EndTaps()
    {
        for (var i = 0; i < Taps.Count; i++)
        {
            var bytes = Taps[i].End();
            for (var next = i + 1; next < Taps.Count; next++) bytes = Taps[next].Pass(bytes);
            if (!bytes.IsEmpty) WriteNote(bytes.ToArray());
        }
    }

    public void WriteNote(ReadOnlyMemory<byte> text)
    {
        if (_sink is null && !_health.Failing) Hold(text);
        else if (_sink?.Stalled is { } stalled) Append(stalled, text);
        else Deliver(null, text.Span);
    }

    /// <summary>A log was opened for this channel, or could not be. No sink and no error mean that none is wanted.</summary>
    /// <param name="opened">The file.</param>
    /// <param name="error">Why there is none.</param>
    /// <param name="verb">For the message, <c>open</c> or <c>reopen</c>.</param>
    public void OpenEnded(OpenedSink? opened, Errno error, string verb)
    {
        _opening = false;
        if (error == Errno.None)
        {
            var wasClosed = _sink is null;
            Install(opened);
            if (wasClosed) _health.Succeeded();
            else _health.TryAgain();
        }
        else if (_sink is null)
        {
            _health.Failed("open", error);
        }
        else
        {
            loop.Notify(new OutputNotice.GoesOnInOldFile(channel, verb, error.Text));
        }

        foreach (var note in _heldNotes) Deliver(null, note.Span);
        _heldNotes.Clear();
    }

    public void Close()
    {
        foreach (var note in _heldNotes) _health.Dropped(note.Length);
        _heldNotes.Clear();
        Use(null);
    }

    /// <summary>Whether bytes of this pipe wait in the sink.</summary>
    public bool Owes(PipeSource source) => _sink?.Stalled?.Source == source;

    public void Drop(long bytes) => _health.Dropped(bytes);

    public void CannotRotate(string problem) =>
        loop.Notify(new OutputNotice.GoesOnInOldFile(channel, "rotate", problem));

    public void Moved(Sink sink, FileIdentity from, FileIdentity to) => loop.Sinks.Moved(sink, from, to);

    /// <summary>Tries to write what a stalled sink owes this channel. False when it still does not take it all.</summary>
    public bool Flush(Sink sink, StalledWrite stalled)
    {
        var result = sink.Write(stalled.Rest.Span, Policy, this);
        channel.CountMoved(result.Count);
        var rest = stalled.Rest[(int)result.Count..];
        if (result.WouldBlock)
        {
            sink.Stalled = stalled with { Rest = rest };
            return false;
        }

        sink.Stalled = null;
        if (result.Failed)
        {
            _health.Failed("write", result.Error);
            _health.Dropped(rest.Length);
        }
        else
        {
            _health.Succeeded();
        }

        if (stalled.Source is { } source) source.InFlight = false;
        return true;
    }

    /// <summary>What was taken in and is not written: a stalled write, and notes from before the log was open, the beginning of a line.</summary>
    public ReadOnlyMemory<byte> TakeUnwritten()
    {
        var rest = new List<byte>();
        foreach (var note in _heldNotes) rest.AddRange(note.Span);
        _heldNotes.Clear();
        if (_sink?.Stalled is { } stalled && stalled.Owner == this)
        {
            rest.AddRange(stalled.Rest.Span);
            _sink.Stalled = null;
        }

        foreach (var tap in Taps.OfType<LinePrefixTap>()) rest.AddRange(tap.End());

        return rest.ToArray();
    }

    private int Splice(OwnedDescriptor pipe, FileSink file, int count, out bool done)
    {
        var source = loop.Spliced.Aim(pipe);
        var result = file.Take(ref source, count, Policy, this);
        channel.CountMoved(result.Count);
        done = !result.Failed || result.WouldBlock;
        if (done) _health.Succeeded();
        else if (result.Error == Errno.EINVAL || result.Error == Errno.ENOSYS) file.CanSplice = false;
        else _health.Failed("write", result.Error);
        return (int)result.Count;
    }

    /// <summary>Takes bytes by way of the staging pipe, as long as that goes well; returns how many have left the program's pipe.</summary>
    private int TakeStaged(StagingPipe staging, PipeSource source, FileSink file, int count)
    {
        var taken = 0;
        while (taken < count)
        {
            var staged = staging.Fill(channel, source.Descriptor, count - taken);
            if (staged == 0) break;
            taken += staged;
            var rest = staged - Splice(staging.ReadEnd, file, staged, out _);
            if (rest == 0) continue;
            CopyStaged(staging, source, rest);
            break;
        }

        return taken;
    }

    /// <summary>What cannot be spliced, in one piece: nothing of it may stay in the staging pipe.</summary>
    private void CopyStaged(StagingPipe staging, PipeSource source, int count)
    {
        var bytes = new byte[count];
        Deliver(source, bytes.AsSpan(0, DescriptorNumbers.ReadFully(staging.ReadEnd, bytes)));
    }

    private void Copy(PipeSource source, int count)
    {
        while (count > 0)
        {
            var piece = loop.Buffer.AsSpan(0, Math.Min(count, loop.Buffer.Length));
            var result = DescriptorIo.Read(source.Descriptor, piece);
            if (result.Failed || result.Count == 0) return;
            count -= (int)result.Count;

            ReadOnlySpan<byte> bytes = piece[..(int)result.Count];
            foreach (var tap in Taps) bytes = tap.Pass(bytes);
            if (!Deliver(source, bytes)) return;
        }
    }

    /// <summary>Writes or drops. False when the sink has stalled.</summary>
    private bool Deliver(PipeSource? source, ReadOnlySpan<byte> bytes)
    {
        if (_sink is not FileSink)
        {
            channel.Ring.Append(bytes);
            channel.Activity.Grew();
        }

        if (_sink is null || !_health.MayTry)
        {
            _health.Dropped(bytes.Length);
            return true;
        }

        var result = _sink.Write(bytes, Policy, this);
        channel.CountMoved(result.Count);
        var rest = bytes[(int)result.Count..];
        if (!result.Failed) _health.Succeeded();
        else if (result.WouldBlock && StallWatch.Begin(_sink, new(this, source, rest.ToArray()), loop)) return false;
        else
        {
            _health.Failed("write", result.Error);
            _health.Dropped(rest.Length);
        }

        return true;
    }

    private void Hold(ReadOnlyMemory<byte> text)
    {
        if (_heldNotes.Sum(note => note.Length) + text.Length <= MaxHeldNoteBytes) _heldNotes.Add(text);
        else _health.Dropped(text.Length);
        OpenInBackground();
    }

    private void Append(StalledWrite stalled, ReadOnlyMemory<byte> text)
    {
        channel.Ring.Append(text.Span);
        if (stalled.Rest.Length + text.Length > MaxHeldNoteBytes * 2) _health.Dropped(text.Length);
        else _sink!.Stalled = stalled with { Rest = (byte[])[.. stalled.Rest.Span, .. text.Span] };
    }

    private void OpenInBackground()
    {
        if (_opening) return;
        _opening = true;
        ThreadPool.UnsafeQueueUserWorkItem(static channel => channel.Prepare(), channel, preferLocal: false);
    }

    private void Install(OpenedSink? opened)
    {
        if (opened is null)
        {
            Use(new DiscardSink());
        }
        else if (loop.Sinks.Find(opened) is { } shared)
        {
            opened.Dispose();
            if (shared != _sink) Use(shared);
        }
        else if (opened.Stream is null && loop.Sinks.FindNamed(opened.Path) is { } stale)
        {
            // The name means another file by now: every channel on it follows.
            stale.Reopen(opened, this);
            if (stale != _sink) Use(stale);
        }
        else
        {
            Use(opened.Stream is null ? new FileSink(opened, channel.Activity) : new StreamSink(opened));
        }
    }

    private void Use(Sink? sink)
    {
        var old = _sink;
        if (sink is not null) loop.Sinks.Acquire(sink);
        _sink = sink;
        channel.PublishSink(sink);
        if (old is null || !loop.Sinks.Release(old)) return;
        StallWatch.End(old, loop);
        old.Dispose();
    }
}
