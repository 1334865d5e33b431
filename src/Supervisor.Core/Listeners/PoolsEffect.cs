using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>What the shell has to do after a step, in order, once its records are durable.</summary>
public abstract record PoolsEffect
{
    private PoolsEffect()
    {
    }

    /// <summary>Write this to the stdin of a listener; the outcome comes back as <see cref="PoolsInput.Sent"/> or <see cref="PoolsInput.SendFailed"/>.</summary>
    public sealed record Send(ProcessName Listener, int Generation, ReadOnlyMemory<byte> Envelope) : PoolsEffect;

    /// <summary>For the log.</summary>
    public sealed record Tell(ListenerNotice Notice) : PoolsEffect;

    /// <summary>Lines for the daemon's stdout.</summary>
    public sealed record Print(string Text) : PoolsEffect;
}

/// <summary>What has to be kept so that another machine can go on from here: a value in place of the last one under its key, or null to forget the key.</summary>
public readonly record struct PoolRecord(string Key, byte[]? Value);

/// <summary>The state after a step, what has to be kept of it, and then to be done, in order.</summary>
public readonly record struct PoolsResult(PoolsState State, IReadOnlyList<PoolRecord> Records, IReadOnlyList<PoolsEffect> Effects);
