using Supervisor.Keeper;

namespace Supervisor.Engine.Children;

/// <summary>The engine's <see cref="SpawnPool"/>, looked after by a timer that is armed only while jobs wait, so that an idle daemon has none.</summary>
internal sealed class SpawnWorkers : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly SpawnPool _pool = new(Patience);
    private readonly Timer _stuck;
    private int _watching;

    public SpawnWorkers() => _stuck = new Timer(_ => LookForStuckJobs());

    /// <summary>Whether a job waits or is being done.</summary>
    public bool AreBusy => _pool.IsBusy;

    public void Enqueue(Action job)
    {
        if (_pool.Add(job)) Watch();
    }

    public void Dispose() => _stuck.Dispose();

    private void Watch()
    {
        if (_pool.Due is { } due && Interlocked.Exchange(ref _watching, 1) == 0)
            _stuck.Change(TimeSpan.FromMilliseconds(Math.Max(1, due - Environment.TickCount64)), Timeout.InfiniteTimeSpan);
    }

    private void LookForStuckJobs()
    {
        Volatile.Write(ref _watching, 0);
        _pool.Look();
        Watch();
    }
}
