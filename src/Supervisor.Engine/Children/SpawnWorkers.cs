using Supervisor.Posix.Events;

namespace Supervisor.Engine.Children;

/// <summary>
/// The threads that start programs. One thread does it as a rule, so that programs start in the order that was asked for. A start
/// may hang for ever (a program or a log on a dead network mount), so a job that waits too long gets one more thread; threads
/// are never ended, since a child's parent-death signal would fire with the thread that started it.
/// </summary>
internal sealed class SpawnWorkers : IDisposable
{
    private const int MaxThreads = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Queue<Action> _jobs = new();

    private readonly Lock _change = new();
    private readonly Stack<Worker> _idle = new();
    private readonly Timer _stuck;
    private int _threads;
    private long _taken;
    private long _takenAtLastLook;
    private bool _watching;

    public SpawnWorkers() => _stuck = new Timer(_ => LookForStuckJobs());

    /// <summary>Whether a job waits or is being done.</summary>
    public bool AreBusy
    {
        get
        {
            lock (_change) return _jobs.Count > 0 || _idle.Count < _threads;
        }
    }

    public void Enqueue(Action job)
    {
        Worker? idle;
        lock (_change)
        {
            if (_idle.TryPop(out idle))
            {
                _taken++;
            }
            else
            {
                _jobs.Enqueue(job);
                if (_threads == 0) StartThread();
                Watch();
            }
        }

        idle?.Do(job);
    }

    public void Dispose() => _stuck.Dispose();

    // Armed only while jobs wait, so that an idle daemon has no timer.
    private void Watch()
    {
        if (_watching || _jobs.Count == 0) return;
        _watching = true;
        _takenAtLastLook = _taken;
        _stuck.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    private void LookForStuckJobs()
    {
        lock (_change)
        {
            _watching = false;
            if (_jobs.Count == 0) return;
            if (_taken == _takenAtLastLook && _threads < MaxThreads) StartThread();
            Watch();
        }
    }

    private void StartThread()
    {
        _threads++;
        new Thread(Work) { Name = $"spawner {_threads}", IsBackground = true }.Start();
    }

    private void Work()
    {
        var self = new Worker();
        while (true)
        {
            (TakeOrRest(self) ?? self.Next())();
        }
    }

    private Action? TakeOrRest(Worker self)
    {
        lock (_change)
        {
            if (_jobs.TryDequeue(out var job)) _taken++;
            else _idle.Push(self);
            return job;
        }
    }

    // A thread that finds no job sleeps at once, and does not turn round and round before.
    private sealed class Worker
    {
        private readonly WakeFlag _wake = new();
        private Action? _job;

        public void Do(Action job)
        {
            _job = job;
            _wake.Raise();
        }

        public Action Next()
        {
            while (_job is null) _wake.Wait(null);
            return Interlocked.Exchange(ref _job, null);
        }
    }
}
