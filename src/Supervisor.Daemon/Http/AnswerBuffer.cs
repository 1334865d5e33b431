using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http;

/// <summary>
/// An answer while it is being written, in pooled pieces. Up to <see cref="MaxKept"/> it is kept and sent with its length,
/// which simple clients want to know; beyond that it goes out in chunks as it grows, at the speed of its reader.
/// </summary>
internal sealed class AnswerBuffer(HttpContext context, string contentType) : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes kept in memory for one answer.</summary>
    public const int MaxKept = 4 * 1024 * 1024;

    // Each is twice as large as the one before, so that a list of ten thousand takes as few as the pool keeps. With pieces of one size it kept too few
    // of them, and new ones are pages that nobody has touched.
    private const int FirstPieceBytes = 64 * 1024;
    private const int MaxPieceBytes = 1024 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(FirstPieceBytes);
    private int _length;
    private long _fullBytes;

    /// <summary>Bytes that were written and not sent yet.</summary>
    public long Kept => _fullBytes + _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _piece.AsSpan(_length);
    }

    /// <summary>Takes back all that was written; only as long as nothing was sent.</summary>
    public void Clear()
    {
        ReturnFull();
        _length = 0;
    }

    /// <summary>To be called between the parts of a large answer: sends what there is once it is too much to be kept.</summary>
    public ValueTask KeepBoundedAsync() => Kept > MaxKept ? new ValueTask(SendAsync()) : ValueTask.CompletedTask;

    /// <summary>Sends the rest; the answer is complete.</summary>
    public async Task CompleteAsync()
    {
        if (!context.Response.HasStarted) context.Response.ContentLength = Kept;
        await SendAsync();
        await context.Response.CompleteAsync();
    }

    public void Dispose()
    {
        ReturnFull();
        ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
    }

    private async Task SendAsync()
    {
        if (!context.Response.HasStarted) context.Response.ContentType = contentType;
        foreach (var (bytes, length) in _full)
        {
            await SendAsync(bytes.AsMemory(0, length));
        }

        await SendAsync(_piece.AsMemory(0, _length));
        context.RequestAborted.ThrowIfCancellationRequested();
        Clear();
    }

    // The server copies what it is given before it looks how much is unsent.
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, FirstPieceBytes)..])
        {
            await context.Response.BodyWriter.WriteAsync(bytes[..Math.Min(bytes.Length, FirstPieceBytes)], context.RequestAborted);
        }
    }

    private void MakeRoom(int sizeHint)
    {
        if (_piece.Length - _length >= Math.Max(sizeHint, 1)) return;
        _full.Add((_piece, _length));
        _fullBytes += _length;
        _piece = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, Math.Min(_piece.Length * 2, MaxPieceBytes)));
        _length = 0;
    }

    private void ReturnFull()
    {
        foreach (var (bytes, _) in _full)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _full.Clear();
        _fullBytes = 0;
    }
}
