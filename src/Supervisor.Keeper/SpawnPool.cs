using Supervisor.Posix;
using Supervisor.Posix.Events;
using Supervisor.Posix.Threads;

namespace Supervisor.Keeper;

/// <summary>
/// Threads that start programs, and may hang at it for ever: a program or a log on a dead network mount. There is one as a rule, so that
/// starts are done in the order that was asked for, and another one for each time that its owner finds the others stuck. None ever
/// ends, since a child's parent-death signal would fire with the thread that started it.
/// </summary>
/// <param name="patience">How long work waits, without any being taken, until there is a second thread; for a third one twice as long, and so on up to ten times.</param>
/// <param name="stackBytes">Of each thread; 0 for the system's default.</param>
public sealed class SpawnPool(TimeSpan patience, int stackBytes = 0)
{
    private const int MostThreads = 64;

    // A machine that is short of processor time looks like one where starts hang, and more threads make it worse.
    private const int MostPatience = 10;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly Stack<Rest> _idle = new();
    private long _progress;
    private int _threads;

    /// <summary>Whether work waits or is being done.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _waiting.Count > 0 || _idle.Count < _threads;
        }
    }

    /// <summary>When <see cref="Look"/> is to be called, by <see cref="Environment.TickCount64"/>; null when no work waits, or no further thread may begin.</summary>
    public long? Due
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 || _threads == MostThreads ? null : StuckFrom;
        }
    }

    private long StuckFrom => _progress + Math.Clamp(_threads, 1, MostPatience) * (long)patience.TotalMilliseconds;

    /// <summary>Hands work to a thread that rests, or has it wait for the next one.</summary>
    /// <returns>Whether it waits.</returns>
    public bool Add(Action work)
    {
        Rest? idle;
        lock (_gate)
        {
            if (!_idle.TryPop(out idle))
            {
                if (_waiting.Count == 0)
                    _progress = Environment.TickCount64;
                _waiting.Enqueue(work);
                if (_threads == 0)
                    Begin();
            }
        }

        idle?.End(work);
        return idle is null;
    }

    /// <summary>Begins another thread if the work has been waiting for too long without any being taken.</summary>
    public void Look()
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            if (_waiting.Count == 0 || _threads == MostThreads || now < StuckFrom)
                return;
            _progress = now;
            Begin();
        }
    }

    // Where no thread can be had now the work waits, and the next try is Look's.
    private void Begin()
    {
        try
        {
            _ = BackgroundThread.Start("spawner", Run, stackBytes);
            _threads++;
        }
        catch (PosixException e) when (e.Errno == Errno.EAGAIN)
        {
            _progress = Environment.TickCount64;
        }
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
                _progress = Environment.TickCount64;
            else
                _idle.Push(rest);
            return work;
        }
    }

    /// <summary>Where a thread without work sleeps, at once and without turning round and round before, until it is handed some.</summary>
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
