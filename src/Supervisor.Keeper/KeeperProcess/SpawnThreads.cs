using Supervisor.Posix.Events;

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

    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly Stack<Rest> _idle = new();
    private long _progress;
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
        Rest? idle;
        lock (_gate)
        {
            if (!_idle.TryPop(out idle))
            {
                if (_waiting.Count == 0)
                    _progress = now;
                _waiting.Enqueue(work);
                if (_threads == 0)
                    Begin();
            }
        }

        idle?.End(work);
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
        var rest = new Rest();
        while (true)
            (TakeOrRest(rest) ?? rest.Take())();
    }

    private Action? TakeOrRest(Rest rest)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var work))
                _progress = KeeperClock.Now;
            else
                _idle.Push(rest);
            return work;
        }
    }

    /// <summary>Where a thread without work sleeps until it is handed some.</summary>
    private sealed class Rest
    {
        private readonly WakeFlag _wake = new();
        private Action? _work;

        internal void End(Action work)
        {
            _work = work;
            _wake.Raise();
        }

        internal Action Take()
        {
            while (_work is null)
                _wake.Wait(null);
            return Interlocked.Exchange(ref _work, null);
        }
    }
}
