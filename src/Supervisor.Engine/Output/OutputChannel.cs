using Supervisor.Core.Output;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Engine.Output.Sinks;
using Supervisor.Engine.Output.Tails;
using Supervisor.Engine.Output.Taps;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output;

/// <summary>
/// The way of one output stream of one process into its log; it lives on over restarts of the process. All members may
/// be called from any thread, and only <see cref="Prepare"/> may block.
/// </summary>
public sealed class OutputChannel
{
    private readonly PumpLoop _loop;
    private readonly Pipeline _pipeline;
    private readonly Action<OutputChannel> _forget;
    private readonly TailRing _ring = new();

    // Held from an open to its arrival at the pump: otherwise a file could be deleted that is about to be written to.
    private readonly Lock _opening = new();
    private volatile PipeSource? _newest;
    private volatile PipeSource? _staged;
    private volatile ChannelHealth? _health;
    private volatile Sink? _sink;
    private long _moved;
    private long _dropped;

    internal OutputChannel(ChannelSettings settings, PumpLoop loop, LogActivity activity, Action<OutputChannel> forget)
    {
        Settings = settings;
        Activity = activity;
        _loop = loop;
        _forget = forget;
        _pipeline = new Pipeline(this, loop);
    }

    public ChannelSettings Settings { get; }

    /// <summary>Path of the log file; null when no file is kept.</summary>
    public string? LogPath => (Settings.Target as SinkTarget.File)?.Path;

    /// <summary>Why the log cannot be written; null when it can.</summary>
    public ChannelHealth? Health => _health;

    /// <summary>Bytes that have left the pipes for the log, dropped ones not counted.</summary>
    public long BytesMoved => Volatile.Read(ref _moved);

    /// <summary>Bytes lost since the channel was made.</summary>
    public long BytesDropped => Volatile.Read(ref _dropped);

    /// <summary>
    /// Whether all that the newest run has written so far is in the log (or was dropped and counted). One system call;
    /// when false, <see cref="Drain"/> makes it so.
    /// </summary>
    public bool IsDrained => (_newest?.IsEmpty() ?? true) && (_staged?.IsEmpty() ?? true);

    /// <summary>What its followers are told.</summary>
    public LogActivity Activity { get; }

    /// <summary>The pipe of the newest run, until it was closed.</summary>
    internal PipeSource? Newest => _newest;

    internal TailRing Ring => _ring;

    /// <summary>Whether the log can be read back from its file.</summary>
    public bool HasReadableFile => _sink is FileSink || (_sink is null && LogPath is { } path && MayBeRegular(path));

    /// <summary>
    /// Opens the log, or opens it anew when its name means another file by now. Call it before each start, from a thread
    /// that may block: an open can hang on a dead mount. Without it the pump has a pool thread open the log when the first bytes come.
    /// </summary>
    /// <returns>Null, or the system's text. A log that cannot be opened is not fatal: output is dropped, counted and said.</returns>
    public string? Prepare()
    {
        lock (_opening)
        {
            if (_sink is { } sink && NamesSameFile(sink)) return null;
            var opened = TryOpen(out var error);
            if (!_loop.TryPost(() => _pipeline.OpenEnded(opened, error, "open"))) opened?.Dispose();
            return error == Errno.None ? null : error.Text;
        }
    }

    /// <summary>
    /// Reads from this pipe until its end, and from the pipes of earlier runs too as long as descendants hold them: the
    /// newest four, the oldest is closed when there are more.
    /// </summary>
    /// <param name="readEnd">The channel owns it from now on.</param>
    /// <param name="ended">Called on the pump thread when the pipe was closed, at its end or before.</param>
    public void Attach(OwnedDescriptor readEnd, Action? ended = null) => _ = AttachSource(readEnd, ended);

    /// <summary>
    /// Moves everything the newest run has written so far, then calls back, on the pump thread. When the log's reader
    /// (a terminal, a pipe) takes nothing, or the log is still being opened, it calls back after a second all the same; nothing is lost then.
    /// </summary>
    public void Drain(Action done) => _loop.Post(() => _pipeline.Drain(_newest, done));

    /// <summary>Writes text of our own into the log. Never waits; dropped and counted when the log cannot be written.</summary>
    public void WriteNote(ReadOnlyMemory<byte> text) => _loop.Post(() => _pipeline.Port.WriteNote(text));

    /// <summary>
    /// Writes output that was read elsewhere into the log, as if it had come through the pipe. Never waits; dropped and counted when the
    /// log cannot be written.
    /// </summary>
    /// <param name="bytes">Not to be altered.</param>
    /// <param name="done">Called when it was taken care of, on the pump thread, or at once when there is no pump any more.</param>
    internal void WriteOutput(ReadOnlyMemory<byte> bytes, Action done)
    {
        var posted = _loop.TryPost(() =>
        {
            _pipeline.WriteOutput(bytes);
            done();
        });
        if (!posted) done();
    }

    /// <summary>Applies new limits to the present and later files.</summary>
    public void Update(RotationPolicy rotation) => _loop.Post(() => _pipeline.Port.Policy = rotation);

    /// <summary>Replaces the taps, from the next piece of output on.</summary>
    public void SetTaps(IReadOnlyList<IOutputTap> taps) => _loop.Post(() => _pipeline.Port.Taps = [.. taps]);

    /// <summary>
    /// Opens the log anew by its name, after somebody (logrotate) moved the file away. When that fails the open file is
    /// written on and the notice says so. Other targets than files, and logs that were never opened, are left alone.
    /// </summary>
    /// <returns>Completes with null or the system's text when the new file is in use.</returns>
    public Task<string?> ReopenAsync() => LogPath is null ? Task.FromResult<string?>(null) : OnWorker(Reopen);

    /// <summary>
    /// Deletes the log file and begins a new one, if it was in use; where it cannot be deleted it is emptied. A target
    /// without a file of its own only forgets what tail would show. Backups stay.
    /// </summary>
    public Task<ClearOutcome> ClearAsync()
    {
        _ring.Clear();
        return LogPath is null ? Task.FromResult(ClearOutcome.Done) : OnWorker(Clear);
    }

    /// <summary>Moves what is in the pipes, then closes them and the log.</summary>
    public Task CloseAsync()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            Close();
            _forget(this);
            closed.TrySetResult();
        });
        return closed.Task;
    }

    /// <summary>As <see cref="CloseAsync"/>, from the pump thread.</summary>
    internal void Close() => _pipeline.Close();

    /// <summary>As <see cref="Attach"/>.</summary>
    internal PipeSource AttachSource(OwnedDescriptor readEnd, Action? ended = null)
    {
        var source = new PipeSource(_pipeline, readEnd, ended);
        _newest = source;
        _loop.Post(() => _pipeline.Attach(source));
        return source;
    }

    /// <summary>
    /// Takes what an earlier brain had taken out of this channel's pipe and not yet written, before anything else. To be called before a pipe is attached.
    /// </summary>
    internal void AttachStaged(OwnedDescriptor readEnd, Action ended)
    {
        var source = new PipeSource(_pipeline, readEnd, ended);
        _staged = source;
        _loop.Post(() => _pipeline.AttachStaged(source));
    }

    /// <summary>From the pump thread: what the log still owes this channel, which is forgotten here.</summary>
    internal ReadOnlyMemory<byte> TakeUnwritten() => _pipeline.Port.TakeUnwritten();

    internal void CountMoved(long bytes) => Volatile.Write(ref _moved, _moved + bytes);

    internal void CountDropped(long bytes) => Volatile.Write(ref _dropped, _dropped + bytes);

    internal void PublishHealth(ChannelHealth? health) => _health = health;

    internal void PublishSink(Sink? sink) => _sink = sink;

    internal void SourceEnded(PipeSource source)
    {
        Interlocked.CompareExchange(ref _newest, null, source);
        Interlocked.CompareExchange(ref _staged, null, source);
    }

    private static Task<T> OnWorker<T>(Func<Task<T>> work) => Task.Run(work);

    private bool NamesSameFile(Sink sink) =>
        LogPath is not { } path || (FileStatus.TryGet(path, out var status, out _) && status.Identity == sink.Identity);

    /// <summary>Asked at the moment it matters: nothing but a regular file may ever be deleted.</summary>
    private static bool MayBeRegular(string path) =>
        !FileStatus.TryGet(path, out var status, out _) || status.Kind == FileKind.Regular;

    private OpenedSink? TryOpen(out Errno error)
    {
        error = Errno.None;
        return Settings.Target switch
        {
            SinkTarget.File file => SinkOpener.OpenFile(file.Path, out error, _loop.FirstDescriptor, file.Mode),
            SinkTarget.Daemon daemon => SinkOpener.OpenDaemonStream(daemon.Descriptor, Settings.TargetName, out error),
            _ => null,
        };
    }

    private Task<string?> Reopen()
    {
        lock (_opening)
        {
            AwaitPump();
            if (_sink is null && _health is null) return Task.FromResult<string?>(null);
            var opened = TryOpen(out var error);
            return InstallAsync(opened, error);
        }
    }

    private async Task<ClearOutcome> Clear()
    {
        var path = LogPath!;
        Errno error;
        Task<string?> installed;
        lock (_opening)
        {
            AwaitPump();
            if (!MayBeRegular(path)) return ClearOutcome.Done;

            error = FileSystem.Unlink(path);
            if (error == Errno.ENOENT) error = Errno.None;
            if (_sink is null && error == Errno.None) return ClearOutcome.Done;

            var opened = TryOpen(out var openError);

            // No right to delete in that directory, but to write the file.
            if (error != Errno.None && opened is { Stream: null }) error = DescriptorIo.Truncate(opened.Descriptor, 0);
            Activity.Replaced();
            installed = InstallAsync(opened, openError);
        }

        var problem = await installed.ConfigureAwait(false);
        return problem is null && error == Errno.None ? ClearOutcome.Done : new ClearOutcome(problem ?? error.Text);
    }

    /// <summary>Returns when the pump has taken note of all that was posted before.</summary>
    private void AwaitPump()
    {
        using var reached = new ManualResetEventSlim();
        _loop.Post(reached.Set);
        reached.Wait();
    }

    private Task<string?> InstallAsync(OpenedSink? opened, Errno error)
    {
        var installed = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            _pipeline.OpenEnded(opened, error, "reopen");
            installed.TrySetResult(error == Errno.None ? null : error.Text);
        });
        return installed.Task;
    }
}
