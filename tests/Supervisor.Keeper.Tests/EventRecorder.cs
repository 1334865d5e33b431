using Supervisor.Posix.Processes;

namespace Supervisor.Keeper.Tests;

/// <summary>Collects a host's events and waits for them, each wait with a deadline.</summary>
internal sealed class EventRecorder : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly List<HostEvent> _events = [];

    internal void Add(HostEvent e)
    {
        lock (_gate)
        {
            _events.Add(e);
            Monitor.PulseAll(_gate);
        }
    }

    internal IReadOnlyList<HostEvent> All
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    internal HostEvent.Spawned Spawned(ChildRef child) => WaitFor<HostEvent.Spawned>(e => e.Child == child);

    internal HostEvent.Exited Exited(ChildRef child) => WaitFor<HostEvent.Exited>(e => e.Child == child);

    internal SpawnFailure Failed(ChildRef child) => WaitFor<HostEvent.SpawnFailed>(e => e.Child == child).Failure;

    internal T WaitFor<T>(Func<T, bool> wanted)
        where T : HostEvent
    {
        T? found = null;
        Until(() => (found = _events.OfType<T>().FirstOrDefault(wanted)) is not null, typeof(T).Name);
        return found!;
    }

    internal void WaitForCount<T>(int count)
        where T : HostEvent => Until(() => _events.OfType<T>().Count() >= count, $"{count} of {typeof(T).Name}");

    /// <summary>All that an ended child without descendants wrote to its stdout.</summary>
    internal string Output(ChildRef child)
    {
        Exited(child);
        var buffer = new byte[65536];
        var length = DescriptorNumbers.ReadFully(Spawned(child).Stdout!, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        foreach (var spawned in All.OfType<HostEvent.Spawned>())
        {
            spawned.Stdin?.Dispose();
            spawned.Stdout?.Dispose();
            spawned.Stderr?.Dispose();
        }
    }

    private void Until(Func<bool> condition, string what)
    {
        var end = DateTime.UtcNow + Deadline;
        lock (_gate)
        {
            while (!condition())
            {
                var left = end - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                    throw new TimeoutException($"{what} did not come; events: {string.Join("; ", _events.TakeLast(10))}");
            }
        }
    }
}
