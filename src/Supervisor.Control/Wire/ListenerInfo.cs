namespace Supervisor.Control.Wire;

/// <summary>What an event listener and its pool are doing.</summary>
public sealed record ListenerInfo
{
    /// <summary>READY, BUSY, ACKNOWLEDGED or UNKNOWN.</summary>
    public required string State { get; init; }

    /// <summary>Events that wait in the buffer of its pool.</summary>
    public int Buffered { get; init; }

    /// <summary>Events that fit into it.</summary>
    public int BufferSize { get; init; }

    /// <summary>Events that the pool lost because they did not.</summary>
    public long Discarded { get; init; }
}
