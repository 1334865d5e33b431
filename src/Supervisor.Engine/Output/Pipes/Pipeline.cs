using Supervisor.Engine.Output.Sinks;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Pipes;

/// <summary>The pipes of one channel and when they are read. Pump thread only.</summary>
internal sealed class Pipeline(OutputChannel channel, PumpLoop loop)
{
    /// <summary>Pipes read at a time: the newest run's and those that descendants of earlier runs hold.</summary>
    public const int MaxSources = 4;

    /// <summary>What one stream may move before the others get their turn: 1 MiB.</summary>
    private const int RoundBytes = 1024 * 1024;

    private readonly List<PipeSource> _sources = [];
    private readonly List<PipeSource> _waiting = [];
    private readonly List<PendingDrain> _drains = [];

    // What an earlier brain had taken out of a pipe: it comes before all that is in the pipes.
    private PipeSource? _staged;
    private bool _closed;

    public LogPort Port { get; } = new(channel, loop);

    public void Attach(PipeSource source)
    {
        if (!Accept(source)) return;
        if (_sources.Count == MaxSources) GiveUpOldest();
        _sources.Add(source);
        source.Watch(loop);
    }

    public void AttachStaged(PipeSource source)
    {
        if (!Accept(source)) return;
        _staged = source;
        source.Watch(loop);
    }

    /// <summary>Moves up to what is queued, a round at most, and waits for more. False when it has to wait for the log.</summary>
    public bool Transfer(PipeSource source, int queued)
    {
        if (source.Closed) return true;
        if (queued > 0 && !(ComesNext(source) && Port.Accepts(source)))
        {
            source.Transferred(0, wasHeld: false, loop);
            if (!_waiting.Contains(source)) _waiting.Add(source);
            return false;
        }

        var staged = false;
        if (queued > 0)
        {
            source.Found(queued);
            source.InFlight = true;
            staged = Port.Take(source, Math.Min(queued, RoundBytes));
            source.InFlight = Port.Owes(source);
        }

        source.Transferred(queued, wasHeld: !staged, loop);
        if (queued == 0 && source.HungUp) End(source);
        else if (!source.InFlight) source.Await(queued, loop);
        return true;
    }

    /// <summary>The log takes bytes again.</summary>
    public void Resume(PipeSource source)
    {
        _waiting.Remove(source);
        if (!source.Closed) source.Watch(loop);
        RetryDrains();
    }

    public void OpenEnded(OpenedSink? opened, Errno error, string verb)
    {
        if (_closed)
        {
            opened?.Dispose();
            return;
        }

        Port.OpenEnded(opened, error, verb);
        foreach (var source in _waiting.ToArray()) Resume(source);
        RetryDrains();
    }

    /// <summary>Output that was read elsewhere, through the taps into the log.</summary>
    public void WriteOutput(ReadOnlyMemory<byte> bytes)
    {
        if (!_closed) Port.WriteOutput(bytes);
    }

    public void Drain(PipeSource? source, Action done)
    {
        source ??= _staged;
        if (source is null || TryEmpty(source))
        {
            done();
            return;
        }

        var pending = new PendingDrain(source, done);
        _drains.Add(pending);
        loop.Schedule(pending, pending.Due);
    }

    public void Close()
    {
        if (_closed) return;
        if (_staged is { } staged) Finish(staged);
        foreach (var source in _sources.ToArray()) Finish(source);
        _closed = true;
        Port.Close();
        foreach (var drain in _drains) drain.Complete();
        _drains.Clear();
    }

    private bool TryEmpty(PipeSource source)
    {
        if (!ComesNext(source)) return false;
        if (source.Closed) return true;
        for (var left = DescriptorIo.Available(source.Descriptor); left > 0; left -= RoundBytes)
        {
            if (!Transfer(source, DescriptorIo.Available(source.Descriptor))) return false;
        }

        return source.Closed || !source.InFlight;
    }

    private bool Accept(PipeSource source)
    {
        if (_closed)
        {
            source.Close(loop);
            return false;
        }

        DescriptorIo.SetNonBlocking(source.Descriptor, true);
        source.Capacity = Pipe.GetCapacity(source.Descriptor);
        return true;
    }

    private bool ComesNext(PipeSource source) => _staged is null || _staged == source || TryEmpty(_staged);

    private void RetryDrains()
    {
        for (var i = _drains.Count - 1; i >= 0; i--)
        {
            var drain = _drains[i];
            if (!drain.Completed && !TryEmpty(drain.Source)) continue;
            _drains.RemoveAt(i);
            drain.Complete();
        }
    }

    private void GiveUpOldest()
    {
        var oldest = _sources[0];
        loop.Notify(new OutputNotice.PipeGivenUp(channel, MaxSources));
        Finish(oldest);
    }

    /// <summary>Takes what can be had and closes the pipe though it may not have ended.</summary>
    private void Finish(PipeSource source)
    {
        TryEmpty(source);
        if (source.Closed) return;
        Port.Drop(DescriptorIo.Available(source.Descriptor));
        End(source);
    }

    private void End(PipeSource source)
    {
        _sources.Remove(source);
        _waiting.Remove(source);
        source.Unwatch(loop);
        channel.SourceEnded(source);
        if (_sources.Count == 0)
        {
            Port.EndTaps();
        }

        source.Close(loop);
        if (_staged != source) return;
        _staged = null;
        foreach (var next in _waiting.ToArray()) Resume(next);
    }
}
