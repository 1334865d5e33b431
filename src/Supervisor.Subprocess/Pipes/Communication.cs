using System.Buffers;
using Supervisor.Posix;

namespace Supervisor.Subprocess.Pipes;

/// <summary>
/// Feeds a child's stdin and collects its stdout and stderr at the same time. It can be cut short at any moment and gone on
/// with: what was written and read so far is remembered.
/// </summary>
internal sealed class Communication(Stream? stdin, Stream? stdout, Stream? stderr)
{
    private const int PieceSize = 4096;

    private readonly Collector? _output = stdout is null ? null : new Collector(stdout);
    private readonly Collector? _error = stderr is null ? null : new Collector(stderr);
    private ReadOnlyMemory<byte> _input;
    private bool _started;

    internal byte[]? Output => _output?.Bytes;

    internal byte[]? Error => _error?.Bytes;

    internal async Task RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        if (_started && input.Length > 0)
            throw new InvalidOperationException("cannot send input again: an earlier call has begun to send its own");
        if (!_started)
            _input = input;
        _started = true;
        await Task.WhenAll(
            WriteAsync(cancellation),
            _output?.ReadAsync(cancellation) ?? Task.CompletedTask,
            _error?.ReadAsync(cancellation) ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        if (stdin is null || !stdin.CanWrite)
            return;
        try
        {
            // In pieces that go into a pipe wholly or not at all (PIPE_BUF), so that it is known how far it came when cut short.
            while (_input.Length > 0)
            {
                var piece = _input[..Math.Min(_input.Length, PieceSize)];
                await stdin.WriteAsync(piece, cancellation).ConfigureAwait(false);
                _input = _input[piece.Length..];
            }

            await stdin.DisposeAsync().ConfigureAwait(false);
        }
        catch (PosixException e) when (e.Errno == Errno.EPIPE)
        {
            // The child does not want it all; that is its own affair.
            _input = default;
            await stdin.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Collector(Stream stream)
    {
        private const int LeastRoom = 1024;

        private readonly ArrayBufferWriter<byte> _collected = new();
        private bool _ended;

        internal byte[] Bytes
        {
            get
            {
                lock (_collected)
                    return _collected.WrittenSpan.ToArray();
            }
        }

        internal async Task ReadAsync(CancellationToken cancellation)
        {
            while (!_ended)
            {
                // What was collected so far may be looked at meanwhile; the free room behind it is ours.
                Memory<byte> room;
                lock (_collected)
                    room = _collected.GetMemory(LeastRoom);
                var count = await stream.ReadAsync(room, cancellation).ConfigureAwait(false);
                _ended = count == 0;
                lock (_collected)
                    _collected.Advance(count);
            }

            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
