using Supervisor.Core.Output;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Events;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>
/// The read end of one pipe of one run of a process. Reported once by epoll, then silent until it is armed again, so
/// that a flood wakes nobody while the pipe fills.
/// </summary>
internal sealed class PipeSource(Pipeline pipeline, OwnedDescriptor descriptor, Action? ended) : IEndpoint, IDue
{
    // How often a pipe is looked at when the user may have no more epoll watches (fs.epoll.max_user_watches).
    private static readonly TimeSpan WithoutEpoll = TimeSpan.FromMilliseconds(100);

    // Held over the end, so that whoever does something while the pipe is open hears of its end afterwards.
    private readonly Lock _ending = new();
    private Action? _ended = ended;
    private volatile bool _inFlight;
    private bool _hungUp;
    private bool _wasBusy;
    private double _pace;
    private ulong? _tag;
    private bool _flowing;
    private long _grown;
    private long _lastTransfer = long.MinValue / 2;
    private long _emptied;
    private long _transferDue = long.MaxValue;
    private long _shrinkDue = long.MaxValue;
    private long _growthRefusedUntil = long.MinValue;

    public Pipeline Pipeline => pipeline;

    public OwnedDescriptor Descriptor => descriptor;

    public int Capacity { get; set; } = Pipe.DefaultCapacity;

    /// <summary>Its program writes on and on.</summary>
    public bool IsBusy => _wasBusy;

    /// <summary>Every writer is gone: what is in the pipe is all there will be.</summary>
    public bool HungUp => _hungUp;

    public bool Closed { get; private set; }

    /// <summary>Bytes have left the pipe and are not in the log yet. Read by any thread.</summary>
    public bool InFlight
    {
        get => _inFlight;
        set => _inFlight = value;
    }

    /// <summary>
    /// Whether all that was written so far has been moved. For any thread: the pump raises <see cref="InFlight"/> before
    /// it takes bytes, so that an empty pipe and then a lowered flag mean that they have arrived.
    /// </summary>
    public bool IsEmpty()
    {
        try
        {
            return DescriptorIo.Available(descriptor) == 0 && !_inFlight;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Whether bytes are in it, or may still be written into it. For any thread.</summary>
    public bool MayHaveMore
    {
        get
        {
            try
            {
                return DescriptorIo.HasWriters(descriptor) || DescriptorIo.Available(descriptor) > 0;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Does something with the pipe, and another thing when it is closed; neither when it is closed already: false. For any thread.</summary>
    public bool WhileOpen(Action<OwnedDescriptor> now, Action atEnd)
    {
        lock (_ending)
        {
            if (Closed) return false;
            now(descriptor);
            _ended += atEnd;
            return true;
        }
    }

    public void OnEvent(EpollEvents events, PumpLoop loop)
    {
        _hungUp = (events & EpollEvents.HangUp) != 0;
        var queued = (events & EpollEvents.In) == 0 ? 0 : DescriptorIo.Available(descriptor);
        var now = PumpClock.Now;
        var delay = FillRule.Delay(queued, Capacity, new TimeSpan(now - _lastTransfer), _pace);
        _wasBusy = now - _lastTransfer < FillRule.BusyWithin.Ticks;
        if (delay > TimeSpan.Zero && !_hungUp)
        {
            LookAfter(delay, loop);
            return;
        }

        pipeline.Transfer(this, queued);
    }

    public void OnDue(long now, PumpLoop loop)
    {
        if (_transferDue <= now) pipeline.Transfer(this, DescriptorIo.Available(descriptor));
        if (_shrinkDue <= now) ShrinkWhenQuiet(now, loop);
    }

    /// <summary>All that was found is about to be taken.</summary>
    public void Found(int queued)
    {
        var now = PumpClock.Now;
        _pace = _wasBusy ? FillRule.Pace(queued, Capacity, new TimeSpan(now - _emptied)) : 0;
        _emptied = now;
    }

    /// <summary>Notes a transfer and fits the capacity to what was found.</summary>
    /// <param name="queued">What was found.</param>
    /// <param name="wasHeld">Whether the program could not write meanwhile.</param>
    /// <param name="loop">The pump.</param>
    public void Transferred(int queued, bool wasHeld, PumpLoop loop)
    {
        _transferDue = long.MaxValue;
        if (queued == 0) return;
        _lastTransfer = PumpClock.Now;
        if (wasHeld) _emptied = _lastTransfer;
        if (_wasBusy && FillRule.WantsGrowth(queued, Capacity, _pace)) Grow(loop);
    }

    /// <summary>
    /// After a transfer of what was found: while the stream is busy the pipe is looked at again by itself, and else reported by epoll. One that stays busy is
    /// taken out of epoll meanwhile, where each write would have to find out that nobody wants to hear of it: a fifth of the writer's time.
    /// </summary>
    public void Await(int found, PumpLoop loop)
    {
        if (found == 0 || !_wasBusy || _hungUp)
        {
            Watch(loop);
            return;
        }

        if (_flowing) Unwatch(loop);
        _flowing = true;
        LookAfter(FillRule.DelayAfter(new TimeSpan(PumpClock.Now - _emptied), Capacity, _pace), loop);
    }

    /// <summary>Has epoll report the pipe once.</summary>
    public void Watch(PumpLoop loop)
    {
        _flowing = false;
        if (_tag is { } tag) loop.Arm(descriptor.Number, EpollEvents.In, tag);
        else if (loop.TryRegister(descriptor.Number, EpollEvents.In, this, out var newTag)) _tag = newTag;
        else LookAfter(WithoutEpoll, loop);
    }

    /// <summary>Has epoll forget the pipe.</summary>
    public void Unwatch(PumpLoop loop)
    {
        if (_tag is not { } tag) return;
        loop.Unregister(descriptor.Number, tag);
        _tag = null;
    }

    /// <summary>Closes the pipe and says so.</summary>
    public void Close(PumpLoop loop)
    {
        _transferDue = _shrinkDue = long.MaxValue;
        loop.Grown(-_grown);
        lock (_ending)
        {
            Closed = true;
            descriptor.Dispose();
        }

        _ended?.Invoke();
    }

    private void LookAfter(TimeSpan delay, PumpLoop loop)
    {
        _transferDue = PumpClock.Now + delay.Ticks;
        loop.Schedule(this, _transferDue);
    }

    private void Grow(PumpLoop loop)
    {
        var wanted = Math.Min(Capacity * 2, Pipe.MaxCapacity);
        if (wanted <= Capacity || _lastTransfer < _growthRefusedUntil) return;
        if (!loop.MayGrow(wanted - Capacity) || !Resize(wanted, loop))
        {
            _growthRefusedUntil = _lastTransfer + TimeSpan.TicksPerSecond * 10;
            return;
        }

        if (_shrinkDue != long.MaxValue) return;
        _shrinkDue = _lastTransfer + FillRule.ShrinkAfter.Ticks;
        loop.Schedule(this, _shrinkDue);
    }

    private void ShrinkWhenQuiet(long now, PumpLoop loop)
    {
        var quietAt = _lastTransfer + FillRule.ShrinkAfter.Ticks;
        _shrinkDue = long.MaxValue;
        if (quietAt <= now && Resize(Pipe.DefaultCapacity, loop)) return;
        _shrinkDue = Math.Max(quietAt, now + FillRule.ShrinkAfter.Ticks);
        loop.Schedule(this, _shrinkDue);
    }

    private bool Resize(int wanted, PumpLoop loop)
    {
        var result = Pipe.SetCapacity(descriptor, wanted);
        if (result.Failed) return false;
        loop.Grown(result.Count - Capacity);
        _grown += result.Count - Capacity;
        Capacity = (int)result.Count;
        return true;
    }
}
