using Supervisor.Posix.Signals;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>When a brain is started, replaced and given up. A brain that was ready is restarted at once, others ever later.</summary>
internal sealed class BrainLife(KeeperSettings settings)
{
    private WatchedChild? _process;
    private TimeSpan _backoff = settings.FirstBackoff;
    private long _readyBy = KeeperClock.Never;

    /// <summary>When the next one is to be started.</summary>
    internal long StartAt { get; private set; }

    internal long Due => Math.Min(StartAt, _readyBy);

    /// <summary>Whether there is no brain, but one is to be started later.</summary>
    internal bool IsAway => StartAt != KeeperClock.Never;

    internal void Starting(long now)
    {
        StartAt = KeeperClock.Never;
        _readyBy = KeeperClock.After(now, settings.ReadyDeadline);
    }

    internal void Started(WatchedChild process) => _process = process;

    internal void IsReady()
    {
        _readyBy = KeeperClock.Never;
        _backoff = settings.FirstBackoff;
    }

    internal bool Is(WatchedChild process) => ReferenceEquals(_process, process);

    /// <summary>Kills a brain that does not become ready in time.</summary>
    internal void Look(long now)
    {
        if (now < _readyBy || _process is null)
            return;
        _readyBy = KeeperClock.Never;
        Kill();
    }

    internal void Kill() => _ = _process?.Signal(SignalNumbers.Kill);

    /// <summary>There is no brain any more.</summary>
    internal void Ended(bool wasReady, long now)
    {
        _process?.Release();
        _process = null;
        _readyBy = KeeperClock.Never;
        StartAt = wasReady ? now : KeeperClock.After(now, _backoff);
        if (wasReady)
            return;
        _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, settings.LongestBackoff.Ticks));
    }

}
