using Supervisor.Core.Output;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>The sink of a channel without a log.</summary>
internal sealed class DiscardSink : Sink
{
    public override FileIdentity? Identity => null;

    public override IoResult Write(ReadOnlySpan<byte> bytes, RotationPolicy policy, ISinkEvents events) =>
        new(bytes.Length, Errno.None);

    public override void Dispose()
    {
    }
}
