using Supervisor.Core.Collections;
using Supervisor.Core.Events;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Listeners;

/// <summary>Everything that can happen to pools and listeners.</summary>
public abstract record PoolsInput
{
    private PoolsInput()
    {
    }

    /// <summary>These are the pools from now on. One that stays keeps its buffer, unless <paramref name="Anew"/> is set.</summary>
    /// <param name="Server">The daemon's identifier.</param>
    /// <param name="Pools">All pools.</param>
    /// <param name="Anew">Everything was stopped and begins again: no pool keeps anything.</param>
    public sealed record Configured(string Server, ValueList<PoolConfig> Pools, bool Anew) : PoolsInput;

    /// <summary>An event happened.</summary>
    /// <param name="Message">The event.</param>
    /// <param name="Notice">The number of the notice it came with; 0 when it came otherwise.</param>
    public sealed record Told(EventMessage Message, long Notice = 0) : PoolsInput;

    /// <summary>Events were lost before they came here.</summary>
    public sealed record EventsMissed(long Count) : PoolsInput;

    /// <summary>A new life of a listener: its pipes are there.</summary>
    public sealed record Started(ProcessName Listener, int Generation) : PoolsInput;

    /// <summary>A life that was there before this machine was restored: its pipes are there again.</summary>
    public sealed record Continued(ProcessName Listener, int Generation) : PoolsInput;

    /// <summary>Its process came to, or left, the state RUNNING.</summary>
    public sealed record RunningChanged(ProcessName Listener, bool IsRunning) : PoolsInput;

    /// <summary>It wrote to its stdout. The bytes are kept, and must not be altered.</summary>
    public sealed record Wrote(ProcessName Listener, int Generation, ReadOnlyMemory<byte> Bytes) : PoolsInput;

    /// <summary>All of the last event is in its stdin.</summary>
    public sealed record Sent(ProcessName Listener, int Generation) : PoolsInput;

    /// <summary>The last event could not be written, or not all of it: the listener closed its stdin.</summary>
    public sealed record SendFailed(ProcessName Listener, int Generation) : PoolsInput;

    /// <summary>The life is over, and everything it wrote was told.</summary>
    public sealed record Ended(ProcessName Listener, int Generation) : PoolsInput;
}
