using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Files;

namespace Supervisor.Subprocess.Pipes;

/// <summary>
/// Our end of a child's pipe as a stream, readable or writable. Waiting takes no thread in the asynchronous calls. One
/// reader or writer at a time. A write to a pipe that nobody reads any more fails with an <see cref="IOException"/> (EPIPE).
/// </summary>
internal sealed class PipeStream : Stream
{
    private readonly OwnedDescriptor _descriptor;
    private readonly bool _writable;
    private readonly ulong _tag;
    private readonly Lock _lock = new();
    private bool _disposed;
    private bool _isInReactor;

    /// <param name="descriptor">Owned by the stream from now on; becomes non-blocking.</param>
    /// <param name="writable">Whether it is the writing end.</param>
    internal PipeStream(OwnedDescriptor descriptor, bool writable)
    {
        _descriptor = descriptor;
        _writable = writable;
        DescriptorIo.SetNonBlocking(descriptor, true);
        _tag = PipeReactor.Shared.NewTag();
    }

    public override bool CanRead => !_writable && !_disposed;

    public override bool CanWrite => _writable && !_disposed;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryRead(buffer.Span) is { } count)
                return count;
            await Wait(EpollEvents.In, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            buffer = buffer[TryWrite(buffer.Span)..];
            if (buffer.Length > 0)
                await Wait(EpollEvents.Out, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (TryRead(buffer) is { } count)
                return count;
            Wait(EpollEvents.In, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            buffer = buffer[TryWrite(buffer)..];
            if (buffer.Length > 0)
                Wait(EpollEvents.Out, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Writes what fits without waiting; 0 when nothing does.</summary>
    internal int TryWrite(ReadOnlySpan<byte> buffer)
    {
        if (!_writable)
            throw new NotSupportedException("the stream is not writable");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return (int)(Done("write", DescriptorIo.Write(_descriptor, buffer)) ?? 0);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                if (_isInReactor)
                    PipeReactor.Shared.Forget(_descriptor, _tag);
                _descriptor.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static long? Done(string call, IoResult result)
    {
        if (result.WouldBlock)
            return null;
        return result.Failed ? throw new PosixException(call, result.Error) : result.Count;
    }

    // The calls never wait, so the lock is held for a moment only; it keeps a concurrent close from giving the number away.
    private int? TryRead(Span<byte> buffer)
    {
        if (_writable)
            throw new NotSupportedException("the stream is not readable");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return (int?)Done("read", DescriptorIo.Read(_descriptor, buffer));
        }
    }

    private Task Wait(EpollEvents events, CancellationToken cancellation)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var isFirst = !_isInReactor;
            _isInReactor = true;
            return PipeReactor.Shared.WaitAsync(_descriptor, _tag, isFirst, events, cancellation);
        }
    }
}
