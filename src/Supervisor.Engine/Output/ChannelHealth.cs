namespace Supervisor.Engine.Output;

/// <summary>Why a channel cannot write at present.</summary>
/// <param name="Problem">The system's own text, as in <c>No space left on device</c>.</param>
/// <param name="DroppedBytes">Bytes of output lost since it began.</param>
public sealed record ChannelHealth(string Problem, long DroppedBytes);
