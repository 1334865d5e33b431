using Supervisor.Core.Events;
using Supervisor.Core.Notices;
using Supervisor.Core.Specs;
using Supervisor.Engine.Events;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Taps;

namespace Supervisor.Engine.Children;

/// <summary>
/// What sees the output of one stream on its way to the log. The taps are made once and keep what they hold; which of them are in the
/// way depends on the config, and on who wants PROCESS_LOG events. With none the bytes take the fastest way.
/// </summary>
internal sealed class ChannelTaps
{
    private readonly Lock _change = new();
    private readonly OutputChannel _channel;
    private readonly EventType _type;
    private readonly IReadOnlyList<IOutputTap> _always;
    private readonly CaptureTap? _capture;
    private readonly LogEventTap _events;
    private bool _eventsEnabled;
    private bool _isSet;

    /// <param name="channel">The stream.</param>
    /// <param name="always">Taps that are always in the way.</param>
    /// <param name="name">The process.</param>
    /// <param name="log">What is configured for the stream.</param>
    /// <param name="stderr">Which stream it is.</param>
    /// <param name="pid">The pid of the process that writes.</param>
    /// <param name="tell">Told what was captured and what was written; called on the pump thread.</param>
    public ChannelTaps(
        OutputChannel channel, IReadOnlyList<IOutputTap> always, ProcessName name, LogSpec log, bool stderr, Func<int> pid, Action<Notice> tell)
    {
        (_channel, _always, _eventsEnabled) = (channel, always, log.EventsEnabled);
        _type = stderr ? EventType.ProcessLogStderr : EventType.ProcessLogStdout;
        _events = new LogEventTap(bytes => tell(new Notice.Wrote(name, pid(), stderr, bytes)));
        if (log.CaptureMaxBytes <= 0) return;
        var bound = (int)Math.Min(log.CaptureMaxBytes, Array.MaxLength);
        _capture = new CaptureTap(bound, bytes => tell(new Notice.Communicated(name, pid(), stderr, bytes)));
    }

    /// <summary>Taps that see what goes into the log, and nothing else.</summary>
    public IReadOnlyList<IOutputTap> Last { get; init; } = [];

    /// <summary>Takes a setting over that changes in place.</summary>
    public void Reconfigure(LogSpec log, EventDemand demand)
    {
        lock (_change) _eventsEnabled = log.EventsEnabled;
        Apply(demand);
    }

    /// <summary>Puts the taps in the way that are needed now.</summary>
    public void Apply(EventDemand demand)
    {
        // The demand is looked at inside: whoever comes last has seen the newest one.
        lock (_change)
        {
            List<IOutputTap> taps = [.. _always];
            if (_eventsEnabled && demand.Includes(_type)) taps.Add(_events);
            if (_capture is not null)
            {
                _capture.Inner = taps;
                taps = [_capture];
            }

            taps.AddRange(Last);
            if (taps.Count == 0 && !_isSet) return;
            _channel.SetTaps(taps);
            _isSet = true;
        }
    }
}
