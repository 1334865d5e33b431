using Supervisor.Posix;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// Whether a channel's log can be written: said once when it begins to fail and once when it works again, tried at most
/// once a second in between, and only when there is something to write. Pump thread only.
/// </summary>
internal sealed class WriteHealth(OutputChannel channel, PumpLoop loop)
{
    private string? _problem;
    private long _dropped;
    private long _retryAt = long.MinValue;

    public bool Failing => _problem is not null;

    /// <summary>Whether a write may be tried now.</summary>
    public bool MayTry => _problem is null || PumpClock.Now >= _retryAt;

    public void Failed(string verb, Errno error)
    {
        _retryAt = PumpClock.Now + TimeSpan.TicksPerSecond;
        var first = _problem is null;
        _problem = error.Text;
        Publish();
        if (first) loop.Notify(new OutputNotice.Failing(channel, verb, error.Text));
    }

    public void Dropped(long bytes)
    {
        if (bytes == 0) return;
        channel.CountDropped(bytes);
        _dropped += bytes;
        if (Failing) Publish();
    }

    /// <summary>A whole write succeeded, or the log could be opened.</summary>
    public void Succeeded()
    {
        if (_problem is null) return;
        var dropped = _dropped;
        _problem = null;
        _dropped = 0;
        channel.PublishHealth(null);
        loop.Notify(new OutputNotice.Recovered(channel, dropped));
    }

    /// <summary>The next write may be tried at once, since the log is another file now.</summary>
    public void TryAgain() => _retryAt = long.MinValue;

    private void Publish() => channel.PublishHealth(new ChannelHealth(_problem!, _dropped));
}
