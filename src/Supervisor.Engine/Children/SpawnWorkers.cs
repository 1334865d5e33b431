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

    // A monitor and no semaphore: a thread that finds no job sleeps at once, and does not turn round and round before.
    private readonly object _change = new();
    private readonly Timer _stuck;
    private int _threads;
    private int _idle;
    private long _taken;
    private long _takenAtLastLook;
    private bool _watching;

    public SpawnWorkers() => _stuck = new Timer(_ => LookForStuckJobs());

    /// <summary>Whether a job waits or is being done.</summary>
    public bool AreBusy
    {
        get
        {
            lock (_change) return _jobs.Count > 0 || _idle < _threads;
        }
    }

    public void Enqueue(Action job)
    {
        lock (_change)
        {
            _jobs.Enqueue(job);
            if (_threads == 0) StartThread();
            else Monitor.Pulse(_change);
            Watch();
        }
    }

    public void Dispose() => _stuck.Dispose();

    // Armed only while jobs wait, so that an idle daemon has no timer.
    private void Watch()
    {
        if (_watching || _jobs.Count <= _idle) return;
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
        while (true)
        {
            Action job;
            lock (_change)
            {
                _idle++;
                while (_jobs.Count == 0) Monitor.Wait(_change);
                _idle--;
                _taken++;
                job = _jobs.Dequeue();
            }

            job();
        }
    }
}
