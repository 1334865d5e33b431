namespace Supervisor.Engine.Output.Tails;

/// <summary>A place in a log.</summary>
internal interface ILogCursor : IDisposable
{
    /// <summary>Reads on; 0 when there is nothing new yet. A gap that was met is told with the next bytes.</summary>
    int Read(Span<byte> into, out bool gap);
}
