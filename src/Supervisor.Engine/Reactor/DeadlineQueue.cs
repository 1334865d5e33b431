using Supervisor.Core.Specs;
using Supervisor.Core.Time;

namespace Supervisor.Engine.Reactor;

/// <summary>
/// The instants at which processes want to be looked at, earliest first. An entry whose process has moved on is
/// not taken out: the core ignores it when it comes due.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly PriorityQueue<ProcessName, Instant> _queue = new();

    public Instant? Next => _queue.TryPeek(out _, out var at) ? at : null;

    public void Arm(ProcessName process, Instant at) => _queue.Enqueue(process, at);

    public bool TryTakeDue(Instant now, out ProcessName process)
    {
        if (_queue.TryPeek(out process, out var at) && at <= now)
        {
            _queue.Dequeue();
            return true;
        }

        return false;
    }
}
