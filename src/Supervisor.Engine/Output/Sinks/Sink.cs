using Supervisor.Core.Output;
using Supervisor.Engine.Output.Pipes;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>
/// Where bytes end. Written by the pump thread only; one object for each open file, however many channels write to it,
/// so that they cannot overwrite each other.
/// </summary>
internal abstract class Sink : IDisposable
{
    /// <summary>Pipelines that use it.</summary>
    public int Users { get; set; }

    /// <summary>The file it writes to now; null when there is none. Read by other threads too.</summary>
    public abstract FileIdentity? Identity { get; }

    /// <summary>Bytes that a full reader did not take yet; nothing else may be written before them.</summary>
    public StalledWrite? Stalled { get; set; }

    /// <summary>Waits until the sink takes what is stalled.</summary>
    public StallWatch? Watch { get; set; }

    /// <summary>Sources that wait until the sink takes bytes again.</summary>
    public List<PipeSource> Waiting { get; } = [];

    /// <summary>Writes all of it, or up to an error. EAGAIN asks to try again when <see cref="PollNumber"/> is writable.</summary>
    public abstract IoResult Write(ReadOnlySpan<byte> bytes, RotationPolicy policy, ISinkEvents events);

    /// <summary>Descriptor to poll when a write would block; -1 where that cannot happen.</summary>
    public virtual int PollNumber => -1;

    public abstract void Dispose();
}
