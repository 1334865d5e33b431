namespace Supervisor.Engine.Output.Tails;

/// <summary>The next bytes of a followed log.</summary>
/// <param name="Bytes">Valid until the next chunk is asked for.</param>
/// <param name="Gap">Bytes are missing before these: the log was cleared, truncated or rotated away faster than it was read.</param>
public readonly record struct LogChunk(ReadOnlyMemory<byte> Bytes, bool Gap);
