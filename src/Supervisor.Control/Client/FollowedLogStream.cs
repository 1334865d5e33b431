using System.Globalization;

namespace Supervisor.Control.Client;

/// <summary>
/// A log that is followed. When its connection ends it is opened anew where it was: at the place that the server has named, and the bytes
/// that have come since. A server that names none is followed until the connection ends.
/// </summary>
internal sealed class FollowedLogStream : Stream
{
    public const string Request = "Supervisor-Log-Resume";
    private const string PositionHeader = "Supervisor-Log-Position";
    private const string GapHeader = "Supervisor-Log-Gap";
    private const string New = "new";

    // A server that hangs up at once, again and again, is left.
    private const int MostAttempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Func<string, CancellationToken, Task<HttpResponseMessage>> _open;
    private Stream _body = Null;
    private string? _place;
    private long _received;
    private int _attempts;
    private ReadOnlyMemory<byte> _ahead;

    private FollowedLogStream(Func<string, CancellationToken, Task<HttpResponseMessage>> open) => _open = open;

    /// <param name="open">Sends the request with a place; throws <see cref="ControlException"/>.</param>
    public static async Task<Stream> OpenAsync(Func<string, CancellationToken, Task<HttpResponseMessage>> open, CancellationToken cancellationToken)
    {
        var log = new FollowedLogStream(open);
        await log.ConnectAsync(New, cancellationToken).ConfigureAwait(false);
        return log;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

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
            if (_ahead.Length > 0)
            {
                int taken = Math.Min(_ahead.Length, buffer.Length);
                _ahead[..taken].CopyTo(buffer);
                _ahead = _ahead[taken..];
                return taken;
            }

            int count = 0;
            IOException? loss = null;
            try
            {
                count = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                loss = e;
            }

            if (count > 0 || buffer.IsEmpty)
            {
                _received += count;
                _attempts = 0;
                return count;
            }

            if (await TryGoOnAsync(cancellationToken).ConfigureAwait(false))
                continue;
            return loss is null ? 0 : throw loss;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body.Dispose();
        base.Dispose(disposing);
    }

    // Without a server there is nobody to go on with: the end that was met stands.
    private async Task<bool> TryGoOnAsync(CancellationToken cancellationToken)
    {
        while (_place is not null && _attempts++ < MostAttempts)
        {
            if (_attempts > 1)
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            try
            {
                await ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"{_place}+{_received}"), cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ControlException e) when (e.Error.Failure == ControlFailure.ConnectionLost)
            {
                // It went while it took us in; the next one may be there already.
            }
            catch (ControlException)
            {
                return false;
            }
        }

        return false;
    }

    private async Task ConnectAsync(string place, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await _open(place, cancellationToken).ConfigureAwait(false);
        _body.Dispose();
        // The content stream owns the connection: its disposal releases all that the response holds.
        _body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        _place = response.Headers.TryGetValues(PositionHeader, out IEnumerable<string>? places) ? places.First() : null;
        _received = 0;
        if (response.Headers.Contains(GapHeader))
            _ahead = "==> File truncated <==\n"u8.ToArray();
    }
}
