using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>What a sink tells its user while it writes.</summary>
internal interface ISinkEvents
{
    /// <summary>The file could not be rotated; the open one is written on.</summary>
    void CannotRotate(string problem);

    /// <summary>The sink now writes to another file than before.</summary>
    void Moved(Sink sink, FileIdentity from, FileIdentity to);
}
