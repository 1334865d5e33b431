using Supervisor.Core.Events;

namespace Supervisor.Engine.Events;

/// <summary>
/// Who wants the events that cost something to tell: ticks wake the daemon up, and PROCESS_LOG events take the output of programs
/// off its fastest way. They are told only while somebody wants them. Any thread.
/// </summary>
public sealed class EventDemand
{
    private readonly Lock _change = new();
    private readonly Dictionary<object, EventType[]> _wants = new(ReferenceEqualityComparer.Instance);
    private EventType[] _all = [];

    internal event Action? Changed;

    /// <summary>From now on this one wants events of these types, and none that it wanted before.</summary>
    public void Want(object who, IEnumerable<EventType> types)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(types);
        lock (_change)
        {
            EventType[] wanted = [.. types];
            if (wanted.Length == 0) _wants.Remove(who);
            else _wants[who] = wanted;
            EventType[] all = [.. _wants.Values.SelectMany(want => want).Distinct().Order()];
            if (all.AsSpan().SequenceEqual(_all)) return;
            _all = all;
        }

        Changed?.Invoke();
    }

    /// <summary>Whether somebody gets events of this type, or of some type below it.</summary>
    public bool Includes(EventType type)
    {
        foreach (var wanted in Volatile.Read(ref _all))
        {
            if (type.IsDeliveredTo(wanted)) return true;
        }

        return false;
    }
}
