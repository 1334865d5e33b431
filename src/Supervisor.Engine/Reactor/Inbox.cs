using System.Collections.Concurrent;
using Supervisor.Core.Roster;
using Supervisor.Core.Time;
using Supervisor.Posix.Events;

namespace Supervisor.Engine.Reactor;

/// <summary>
/// The one queue of everything that the reactor is told, in one order. Clients' commands are bounded; what the
/// children and the daemon itself tell always finds room.
/// </summary>
internal sealed class Inbox
{
    /// <summary>Commands of clients that may wait at a time; beyond it the client is told that the daemon is busy.</summary>
    public const int MaxCommands = 1024;

    private readonly ConcurrentQueue<Item> _queue = new();
    private readonly WakeFlag _arrived = new();
    private int _commands;
    private volatile Action<Input>? _elsewhere;

    public void Post(Input input) => Enqueue(input, isCommand: false);

    public bool TryPostCommand(Input input)
    {
        if (Interlocked.Increment(ref _commands) > MaxCommands)
        {
            Interlocked.Decrement(ref _commands);
            return false;
        }

        Enqueue(input, isCommand: true);
        return true;
    }

    /// <summary>Takes the next thing out; null for what was no input and is done by now.</summary>
    public bool TryTake(out Input? input)
    {
        input = null;
        if (!_queue.TryDequeue(out var item)) return false;

        if (item.IsCommand) Interlocked.Decrement(ref _commands);
        input = item.Input;
        item.Probe?.Invoke();
        return true;
    }

    /// <summary>Calls back from the thread that takes from this queue, in its turn: a sign that it works.</summary>
    public void PostProbe(Action probe)
    {
        _queue.Enqueue(new Item(null, probe, IsCommand: false));
        _arrived.Raise();
    }

    /// <summary>Blocks until something arrives or <paramref name="until"/> has come. Never wakes in between.</summary>
    public void Wait(Instant? until)
    {
        if (until is not { } deadline)
        {
            _arrived.Wait(null);
            return;
        }

        var left = deadline - MonotonicClock.Monotonic;
        if (left > TimeSpan.Zero) _arrived.Wait(left);
    }

    /// <summary>From now on nobody takes from here: what is left, and what still comes, goes elsewhere.</summary>
    public void Divert(Action<Input> elsewhere)
    {
        _elsewhere = elsewhere;
        PassOn(elsewhere);
    }

    private void Enqueue(Input input, bool isCommand)
    {
        _queue.Enqueue(new Item(input, null, isCommand));
        _arrived.Raise();

        // Set after the look above would be too late only for what the one who set it finds in the queue.
        if (_elsewhere is { } elsewhere) PassOn(elsewhere);
    }

    private void PassOn(Action<Input> elsewhere)
    {
        while (TryTake(out var input))
        {
            if (input is not null) elsewhere(input);
        }
    }

    private readonly record struct Item(Input? Input, Action? Probe, bool IsCommand);
}
