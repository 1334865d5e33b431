namespace Supervisor.Core.Tests.Simulation;

/// <summary>What is due when; things due at the same time happen in the order in which they were planned.</summary>
internal sealed class Schedule
{
    private readonly PriorityQueue<Action, (long Ticks, long Number)> _queue = new();
    private long _number;

    public TimeSpan Now { get; private set; }

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(TimeSpan time, Action action) => _queue.Enqueue(action, (Math.Max(time.Ticks, Now.Ticks), _number++));

    /// <summary>Does the next thing; false when nothing is planned any more.</summary>
    public bool DoNext()
    {
        if (!_queue.TryDequeue(out var action, out var due))
        {
            return false;
        }

        Now = TimeSpan.FromTicks(due.Ticks);
        action();
        return true;
    }
}
