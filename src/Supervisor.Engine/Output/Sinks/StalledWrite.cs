using Supervisor.Engine.Output.Pipes;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>The rest of a write that would have blocked.</summary>
/// <param name="Owner">Whose bytes they are.</param>
/// <param name="Source">The pipe they came from; null for text of ours.</param>
/// <param name="Rest">What is still to be written.</param>
internal sealed record StalledWrite(LogPort Owner, PipeSource? Source, ReadOnlyMemory<byte> Rest);
