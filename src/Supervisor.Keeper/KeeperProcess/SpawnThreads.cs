namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// Threads that may hang: a start waits for the file system of its program. There is one, and another one for each time
/// that nothing was taken from the queue for a while; none ever ends, since a parent-death signal belongs to the thread.
/// </summary>
internal sealed class SpawnThreads
{
    private const int MostThreads = 64;
    private const int Stack = 256 * 1024;
    private const long Patience = 100;

    private readonly object _gate = new();
    private readonly Queue<Action> _waiting = new();
    private long _progress;
    private int _idle;
    private int _threads;

    /// <summary>When <see cref="Look"/> is to be called next.</summary>
    internal long Due
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 || _threads == MostThreads ? KeeperClock.Never : _progress + Patience;
        }
    }

    internal void Add(Action work, long now)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                _progress = now;
            _waiting.Enqueue(work);
            if (_threads == 0)
                Begin();
            else if (_idle > 0)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Begins another thread when the others have hung for too long.</summary>
    internal void Look(long now)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || _threads == MostThreads || now < _progress + Patience)
                return;
            _progress = now;
            Begin();
        }
    }

    private void Begin()
    {
        _threads++;
        new Thread(Run, Stack) { IsBackground = true, Name = "spawner" }.Start();
    }

    private void Run()
    {
        while (true)
            Next()();
    }

    private Action Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            _progress = KeeperClock.Now;
            return _waiting.Dequeue();
        }
    }
}
