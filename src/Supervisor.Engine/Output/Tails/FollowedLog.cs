namespace Supervisor.Engine.Output.Tails;

/// <summary>A log that is followed from a place that is known.</summary>
/// <param name="Begin">Where the first chunk begins; null when there is no such file yet.</param>
/// <param name="Gap">The place that was asked for is not there any more: bytes are missing before these, or come again.</param>
/// <param name="Chunks">What comes.</param>
public sealed record FollowedLog(LogPosition? Begin, bool Gap, IAsyncEnumerable<LogChunk> Chunks);
