namespace Supervisor.Keeper.KeeperProcess;

/// <summary>The keeper's <see cref="SpawnPool"/>, looked after by the loop, which sleeps until the next deadline.</summary>
internal sealed class SpawnThreads
{
    private const int Stack = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly SpawnPool _pool = new(Patience, Stack);

    /// <summary>When <see cref="Look"/> is to be called next.</summary>
    internal long Due => _pool.Due ?? KeeperClock.Never;

    internal void Add(Action work) => _ = _pool.Add(work);

    /// <summary>Begins another thread when the others have hung for too long.</summary>
    internal void Look() => _pool.Look();
}
