using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>One listener of a pool.</summary>
public sealed record ListenerState(ProcessName Name)
{
    /// <summary>The life of the process that speaks to us; 0 while there is none.</summary>
    public int Generation { get; init; }

    /// <summary>Something can be sent to it. Not written down: whoever goes on with the records has to say that it can, too.</summary>
    public bool IsConnected { get; init; }

    public ListenerPhase Phase { get; init; } = ListenerPhase.Acknowledged;

    /// <summary>Its process is RUNNING; before that it gets no events, whatever it says.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Bytes of the last event are not in its stdin yet.</summary>
    public bool IsSending { get; init; }

    /// <summary>It closed its stdin, so that nothing can be sent to it.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>The event that it owes a result for.</summary>
    public BufferedEvent? InFlight { get; init; }

    /// <summary>Bytes of the result that have yet to come; null while no result is being read.</summary>
    public long? ResultLeft { get; init; }

    /// <summary>The result is too long to be kept: it is skipped, and the event rejected.</summary>
    public bool ResultTooLong { get; init; }

    /// <summary>What it wrote and what is not understood yet, for want of the rest.</summary>
    public ReadOnlyMemory<byte> Pending { get; init; }

    internal bool CanTake => IsRunning && IsConnected && Phase == ListenerPhase.Ready && !IsSending && !IsDeaf;
}
