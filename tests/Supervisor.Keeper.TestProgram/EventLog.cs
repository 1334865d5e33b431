using System.Collections.Concurrent;

namespace Supervisor.Keeper.TestProgram;

/// <summary>Keeps a host's events for a test to wait on.</summary>
internal sealed class EventLog
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly BlockingCollection<HostEvent> _events = [];

    internal void Add(HostEvent e) => _events.Add(e);

    /// <summary>The next event.</summary>
    internal HostEvent Next() => _events.TryTake(out var e, Deadline) ? e : throw new TimeoutException("no event came");

    /// <summary>Waits for the next event of a kind and drops others before it.</summary>
    internal T Next<T>()
        where T : HostEvent
    {
        while (true)
        {
            if (Next() is T wanted)
                return wanted;
        }
    }
}
