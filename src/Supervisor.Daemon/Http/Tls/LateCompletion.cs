using System.IO.Pipelines;

namespace Supervisor.Daemon.Http.Tls;

/// <summary>
/// A writer whose completion waits for <see cref="FinishAsync"/>: the server completes without waiting, and over a stream that would
/// write the last bytes on a thread that waits for the client.
/// </summary>
internal sealed class LateCompletion(PipeWriter inner) : PipeWriter
{
    private Exception? _problem;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _problem = exception;

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Complete(exception);
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends what is left, unless the connection has failed, and completes.</summary>
    public ValueTask FinishAsync() => inner.CompleteAsync(_problem);
}
