using System.Collections.Immutable;
using Supervisor.Core.Events;
using Supervisor.Core.Listeners.Records;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>One pool while a step is being made. Whatever it changes is written down in the step's records.</summary>
internal sealed class PoolDraft(PoolsStep step, PoolState state)
{
    private readonly ImmutableDictionary<ProcessName, ListenerState>.Builder _listeners = state.Listeners.ToBuilder();
    private readonly HashSet<ProcessName> _touched = [];
    private ImmutableList<BufferedEvent> _buffer = state.Buffer;
    private PoolConfig _config = state.Config;
    private long _nextPoolSerial = state.NextPoolSerial;
    private long _nextEntry = state.NextEntry;
    private long _discarded = state.Discarded;
    private bool _headChanged;

    private string Name => _config.Name;

    /// <summary>Takes on new settings. Who is no listener any more gives its event back; what does not fit is discarded.</summary>
    public void Configure(PoolConfig config)
    {
        foreach (var listener in _listeners.Values.Where(listener => !config.Listeners.Contains(listener.Name)).ToList())
        {
            GiveBack(listener);
            _listeners.Remove(listener.Name);
            step.Forget(RecordKeys.Listener(listener.Name));
        }

        foreach (var name in config.Listeners.Where(name => !_listeners.ContainsKey(name)))
        {
            _listeners[name] = new ListenerState(name);
        }

        _config = config;
        _headChanged = true;
        while (_buffer.Count > config.Spec.BufferSize) DiscardOldest();
    }

    /// <summary>Whether one of the pool's subscriptions covers it, and how many do.</summary>
    public int Subscriptions(EventType type) => _config.Spec.Events.Count(node => type.IsWithin(node));

    /// <summary>Puts an event at the end of the buffer, once for each subscription that covers it.</summary>
    public void Accept(EventMessage message, long serial)
    {
        var poolSerial = _nextPoolSerial++;
        for (var times = Subscriptions(message.Type); times > 0; times--)
        {
            MakeRoom();
            var position = _buffer.IsEmpty ? 0 : _buffer[^1].Position + 1;
            var item = new BufferedEvent(_nextEntry++, position, serial, poolSerial, message);
            _buffer = _buffer.Add(item);
            step.Keep(RecordKeys.Event(Name, item.Entry), EventRecord.Encode(item));
            step.Keep(RecordKeys.Position(Name, item.Entry), PositionRecord.Encode(position));
        }

        _headChanged = true;
    }

    public ListenerState? Find(ProcessName name) => _listeners.GetValueOrDefault(name);

    /// <summary>Puts a changed listener in its place.</summary>
    public void Put(ListenerState listener)
    {
        _listeners[listener.Name] = listener;
        _touched.Add(listener.Name);
    }

    /// <summary>Puts the listener in another phase, and says so.</summary>
    public ListenerState Change(ListenerState listener, ListenerPhase phase)
    {
        step.Tell(new ListenerNotice.PhaseChanged(listener.Name, listener.Phase, phase));
        return listener with { Phase = phase };
    }

    /// <summary>The listener's event is done with.</summary>
    public ListenerState Complete(ListenerState listener)
    {
        if (listener.InFlight is { } item) step.Forget(RecordKeys.Event(Name, item.Entry));
        return listener with { InFlight = null };
    }

    /// <summary>The listener's event, if it has one, goes back to the front of the buffer.</summary>
    public ListenerState GiveBack(ListenerState listener)
    {
        if (listener.InFlight is not { } item) return listener;
        step.Tell(new ListenerNotice.EventRebuffered(Name, item.Serial, _buffer.Count, _config.Spec.BufferSize));
        MakeRoom();
        var back = item with { Position = _buffer.IsEmpty ? 0 : _buffer[0].Position - 1 };
        _buffer = _buffer.Insert(0, back);
        step.Keep(RecordKeys.Position(Name, back.Entry), PositionRecord.Encode(back.Position));
        return listener with { InFlight = null };
    }

    /// <summary>The end of a result: null body means that it was too long to be kept.</summary>
    public ListenerState TakeResult(ListenerState listener, ReadOnlyMemory<byte>? body)
    {
        if (_config.Spec.ResultHandling == ResultHandling.PrefixedStdout)
        {
            return TakeOutput(listener, body);
        }

        if (body is { } result && result.Span.SequenceEqual("OK"u8))
        {
            step.Tell(new ListenerNotice.EventProcessed(listener.Name));
            return Complete(Change(listener, ListenerPhase.Acknowledged));
        }

        step.Tell(new ListenerNotice.EventRejected(listener.Name));
        return GiveBack(Change(listener, ListenerPhase.Acknowledged));
    }

    /// <summary>Gives what waits to those who can take it, the first of them in the order of the pool.</summary>
    public void Dispatch()
    {
        while (!_buffer.IsEmpty)
        {
            var taker = _config.Listeners.Select(name => _listeners[name]).FirstOrDefault(listener => listener.CanTake);
            if (taker is null) return;
            var item = _buffer[0];
            _buffer = _buffer.RemoveAt(0);
            step.Forget(RecordKeys.Position(Name, item.Entry));
            var envelope = EventHeader.Envelope(
                step.Server, Name, item.Serial, item.PoolSerial, item.Message, _config.Spec.LengthInCharacters);
            Put(taker with { Phase = ListenerPhase.Busy, InFlight = item, IsSending = true });
            step.Do(new PoolsEffect.Send(taker.Name, taker.Generation, envelope));
            step.Tell(new ListenerNotice.EventSent(taker.Name, item.Serial));
        }
    }

    /// <summary>The pool is gone, and with it what waited.</summary>
    public void Remove()
    {
        foreach (var item in _buffer) step.Forget(RecordKeys.Position(Name, item.Entry));
        foreach (var item in _buffer.Concat(_listeners.Values.Select(listener => listener.InFlight).OfType<BufferedEvent>()))
        {
            step.Forget(RecordKeys.Event(Name, item.Entry));
        }

        foreach (var name in _listeners.Keys) step.Forget(RecordKeys.Listener(name));
        step.Forget(RecordKeys.Pool(Name));
    }

    public PoolState Finish()
    {
        foreach (var name in _touched)
        {
            if (_listeners.TryGetValue(name, out var listener)) step.Keep(RecordKeys.Listener(name), ListenerRecord.Encode(listener));
        }

        var finished = state with
        {
            Config = _config,
            NextPoolSerial = _nextPoolSerial,
            NextEntry = _nextEntry,
            Discarded = _discarded,
            Buffer = _buffer,
            Listeners = _listeners.ToImmutable(),
        };
        if (_headChanged) step.Keep(RecordKeys.Pool(Name), PoolHeadRecord.Encode(finished));
        return finished;
    }

    private ListenerState TakeOutput(ListenerState listener, ReadOnlyMemory<byte>? body)
    {
        if (body is { } result && PrefixedOutput.Render(result.Span) is { } lines)
        {
            step.Do(new PoolsEffect.Print(lines));
            step.Tell(new ListenerNotice.EventProcessed(listener.Name));
            return Complete(Change(listener, ListenerPhase.Acknowledged));
        }

        step.Tell(new ListenerNotice.EventCausedError(listener.Name));
        return GiveBack(Change(listener, ListenerPhase.Unknown));
    }

    private void MakeRoom()
    {
        if (_buffer.Count >= _config.Spec.BufferSize) DiscardOldest();
    }

    private void DiscardOldest()
    {
        var oldest = _buffer[0];
        _buffer = _buffer.RemoveAt(0);
        _discarded++;
        _headChanged = true;
        step.Forget(RecordKeys.Position(Name, oldest.Entry));
        step.Forget(RecordKeys.Event(Name, oldest.Entry));
        step.Tell(new ListenerNotice.EventDiscarded(Name, oldest.Serial));
    }
}
