using Supervisor.Core.Collections;
using Supervisor.Core.Events;

namespace Supervisor.Core.Specs;

/// <summary>What is done with the result of a listener.</summary>
public enum ResultHandling
{
    /// <summary><c>supervisor.dispatchers:default_handler</c>: <c>OK</c> is well, anything else means that the event comes again.</summary>
    Default,

    /// <summary><c>supervisor_stdout:event_handler</c>: the result is an event of output, and its lines go to the daemon's stdout.</summary>
    PrefixedStdout,
}

/// <summary>What makes a group a pool of event listeners.</summary>
public sealed record EventPoolSpec
{
    /// <summary>supervisord's default of <c>buffer_size</c>.</summary>
    public const int DefaultBufferSize = 10;

    /// <summary>What the pool gets; each only once, but a node and one below it give an event twice, as in supervisord.</summary>
    public required ValueList<EventType> Events { get; init; }

    /// <summary>Events that wait at most; when there are more the oldest is discarded.</summary>
    public int BufferSize { get; init; } = DefaultBufferSize;

    public ResultHandling ResultHandling { get; init; }

    /// <summary>Whether <c>len</c> in the header counts characters, as supervisord does, instead of bytes.</summary>
    public bool LengthInCharacters { get; init; }
}
