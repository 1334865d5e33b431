using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>What happened among pools and listeners, for the daemon's log: supervisord has a line for each.</summary>
public abstract record ListenerNotice
{
    private ListenerNotice()
    {
    }

    /// <summary>DEBG <c>x: BUSY -> ACKNOWLEDGED</c>; a second line, WARN, when it is UNKNOWN now.</summary>
    public sealed record PhaseChanged(ProcessName Listener, ListenerPhase From, ListenerPhase To) : ListenerNotice;

    /// <summary>DEBG <c>event N sent to listener x</c></summary>
    public sealed record EventSent(ProcessName Listener, long Serial) : ListenerNotice;

    /// <summary>DEBG <c>rebuffering event N for pool p (buf size=.., max=..)</c></summary>
    public sealed record EventRebuffered(string Pool, long Serial, int Buffered, int BufferSize) : ListenerNotice;

    /// <summary>ERRO <c>pool p event buffer overflowed, discarding event N</c></summary>
    public sealed record EventDiscarded(string Pool, long Serial) : ListenerNotice;

    /// <summary>ERRO: events came faster than they could be taken in, so that no pool saw them.</summary>
    public sealed record EventsMissed(long Count) : ListenerNotice;

    /// <summary>DEBG <c>x: event was processed</c></summary>
    public sealed record EventProcessed(ProcessName Listener) : ListenerNotice;

    /// <summary>WARN <c>x: event was rejected</c></summary>
    public sealed record EventRejected(ProcessName Listener) : ListenerNotice;

    /// <summary>WARN <c>x: event caused an error</c></summary>
    public sealed record EventCausedError(ProcessName Listener) : ListenerNotice;

    /// <summary>WARN <c>x: bad result line: '...'</c></summary>
    public sealed record BadResultLine(ProcessName Listener, string Line) : ListenerNotice;

    /// <summary>WARN: its stdin is closed, so that it can get no events until it is started again.</summary>
    public sealed record StdinClosed(ProcessName Listener, long Serial) : ListenerNotice;

    /// <summary>WARN: there are no descriptors or no memory to talk to it with, so that it gets no events until it is started again.</summary>
    public sealed record CannotTalk(ProcessName Listener, string Reason) : ListenerNotice;
}
