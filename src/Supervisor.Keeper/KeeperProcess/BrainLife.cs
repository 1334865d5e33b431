using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// When the next brain is started, and from which program. After one that was ready at once, after others ever later. From the
/// program that was ready last, as long as that works: a package may have replaced the file, and half of an upgrade is none.
/// </summary>
internal sealed class BrainLife(KeeperSettings settings) : IDisposable
{
    private TimeSpan _backoff = settings.FirstBackoff;
    private bool _imageFailed;
    private int _failures;
    private bool _wasEverReady;

    /// <summary>When the next one is to be started.</summary>
    internal long StartAt { get; private set; }

    /// <summary>Whether the last one ended before it was ready, and the next one is not started yet.</summary>
    internal bool IsAway { get; private set; }

    /// <summary>Whether none was ever ready, and enough have been tried.</summary>
    internal bool IsHopeless => !_wasEverReady && _failures >= settings.FirstTries;

    /// <summary>The program that was ready last.</summary>
    internal OwnedDescriptor? LastReady { get; private set; }

    /// <summary>What the next one is to be started from; null: from the path.</summary>
    internal OwnedDescriptor? Source => _imageFailed ? null : LastReady;

    internal void Starting() => (StartAt, IsAway) = (KeeperClock.Never, false);

    /// <summary>A brain is ready. What it executes is owned here from now on.</summary>
    internal void IsReady(OwnedDescriptor? image)
    {
        (_backoff, _imageFailed, _wasEverReady) = (settings.FirstBackoff, false, true);
        if (image is null)
            return;
        LastReady?.Dispose();
        LastReady = image;
    }

    /// <summary>There is no brain any more.</summary>
    /// <param name="wasReady">Whether it had become ready, so that the next one is started at once.</param>
    /// <param name="fromLastReady">Whether it was started from <see cref="LastReady"/>: if that fails, the path is tried, in turn.</param>
    /// <param name="now">The time.</param>
    internal void Ended(bool wasReady, bool fromLastReady, long now)
    {
        StartAt = wasReady ? now : KeeperClock.After(now, _backoff);
        IsAway = !wasReady;
        if (wasReady)
            return;
        _failures++;
        _imageFailed = fromLastReady;
        _backoff = TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, settings.LongestBackoff.Ticks));
    }

    /// <summary>The next one at once: the one before failed in an upgrade, and the program before it is known to work.</summary>
    internal void GoBack(long now) => StartAt = now;

    public void Dispose() => LastReady?.Dispose();
}
