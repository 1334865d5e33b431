using Microsoft.Extensions.Logging;
using Supervisor.Core.Listeners;

namespace Supervisor.Daemon.Logging;

/// <summary>Writes what happens among event listeners into the main log, in supervisord's words where it has them.</summary>
internal sealed partial class ListenerLog(ILogger<ListenerLog> log)
{
    public void OnNotice(ListenerNotice notice)
    {
        switch (notice)
        {
            case ListenerNotice.PhaseChanged changed:
                PhaseChanged(changed.Listener.Name, NameOf(changed.From), NameOf(changed.To));
                if (changed.To == ListenerPhase.Unknown) EnteredUnknown(changed.Listener.Name);
                break;
            case ListenerNotice.EventSent sent:
                EventSent(sent.Serial, sent.Listener.Name);
                break;
            case ListenerNotice.EventRebuffered back:
                EventRebuffered(back.Serial, back.Pool, back.Buffered, back.BufferSize);
                break;
            case ListenerNotice.EventDiscarded discarded:
                EventDiscarded(discarded.Pool, discarded.Serial);
                break;
            case ListenerNotice.EventsMissed missed:
                EventsMissed(missed.Count);
                break;
            case ListenerNotice.EventProcessed processed:
                EventProcessed(processed.Listener.Name);
                break;
            case ListenerNotice.EventRejected rejected:
                EventRejected(rejected.Listener.Name);
                break;
            case ListenerNotice.EventCausedError failed:
                EventCausedError(failed.Listener.Name);
                break;
            case ListenerNotice.BadResultLine bad:
                BadResultLine(bad.Listener.Name, bad.Line);
                break;
            case ListenerNotice.StdinClosed closed:
                StdinClosed(closed.Serial, closed.Listener.Name);
                break;
            case ListenerNotice.CannotTalk failed:
                CannotTalk(failed.Listener.Name, failed.Reason);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(notice), notice, "unknown notice");
        }
    }

    public static string NameOf(ListenerPhase phase) => phase.ToString().ToUpperInvariant();

    [LoggerMessage(LogLevel.Debug, "{Name}: {From} -> {To}")]
    private partial void PhaseChanged(string name, string from, string to);

    [LoggerMessage(LogLevel.Warning, "{Name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol")]
    private partial void EnteredUnknown(string name);

    [LoggerMessage(LogLevel.Debug, "event {Serial} sent to listener {Name}")]
    private partial void EventSent(long serial, string name);

    [LoggerMessage(LogLevel.Debug, "rebuffering event {Serial} for pool {Pool} (buf size={Buffered}, max={BufferSize})")]
    private partial void EventRebuffered(long serial, string pool, int buffered, int bufferSize);

    [LoggerMessage(LogLevel.Error, "pool {Pool} event buffer overflowed, discarding event {Serial}")]
    private partial void EventDiscarded(string pool, long serial);

    [LoggerMessage(LogLevel.Error, "{Count} events came faster than the event listener pools could take them in and are lost")]
    private partial void EventsMissed(long count);

    [LoggerMessage(LogLevel.Debug, "{Name}: event was processed")]
    private partial void EventProcessed(string name);

    [LoggerMessage(LogLevel.Warning, "{Name}: event was rejected")]
    private partial void EventRejected(string name);

    [LoggerMessage(LogLevel.Warning, "{Name}: event caused an error")]
    private partial void EventCausedError(string name);

    [LoggerMessage(LogLevel.Warning, "{Name}: bad result line: '{Line}'")]
    private partial void BadResultLine(string name, string line);

    [LoggerMessage(LogLevel.Warning, "cannot send event {Serial} to listener {Name}: it closed its stdin; it gets no events until it is started again")]
    private partial void StdinClosed(long serial, string name);

    [LoggerMessage(LogLevel.Warning, "cannot talk to listener {Name}: {Reason}; it gets no events until it is started again")]
    private partial void CannotTalk(string name, string reason);
}
