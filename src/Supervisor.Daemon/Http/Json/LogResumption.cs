using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervisor.Engine.Output.Tails;

namespace Supervisor.Daemon.Http.Json;

/// <summary>
/// A client that follows a log and wants to go on where it was when the stream has ended, with the next brain if need be. It says
/// <c>Supervisor-Log-Resume: new</c>, or the position that it was given and how many bytes have come since: <c>POSITION+BYTES</c>.
/// </summary>
/// <param name="After">Null for a new one.</param>
/// <param name="Received">Bytes that have come from there on.</param>
internal sealed record LogResumption(LogPosition? After, long Received)
{
    private const string Request = "Supervisor-Log-Resume";
    private const string Position = "Supervisor-Log-Position";
    private const string Gap = "Supervisor-Log-Gap";

    /// <summary>Null when the client does not ask for it.</summary>
    /// <exception cref="BadHttpRequestException">It is no position.</exception>
    public static LogResumption? Of(HttpContext context)
    {
        if (context.Request.Headers[Request] is not [{ } text]) return null;
        if (text == "new") return new LogResumption(null, 0);
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && LogPosition.Parse(text[..plus]) is { } after
            && long.TryParse(text.AsSpan(plus + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var received)
                ? new LogResumption(after, received)
                : throw new BadHttpRequestException($"cannot go on with a log at {text}: not a position and a number of bytes");
    }

    public Task SendAsync(HttpContext context, string contentType, string path, LogActivity activity, long? tail)
    {
        var log = LogFollower.FollowFileFrom(path, activity, tail, After, Received, context.RequestAborted);
        if (log.Begin is { } begin) context.Response.Headers[Position] = begin.ToString();
        if (log.Gap) context.Response.Headers[Gap] = "true";
        return LogStream.SendAsync(context, contentType, log.Begin is null ? log.Chunks : UntilGapAsync(log.Chunks));
    }

    // The bytes that the client counts are those of the log. It asks again, and is told of the gap.
    private static async IAsyncEnumerable<LogChunk> UntilGapAsync(IAsyncEnumerable<LogChunk> chunks)
    {
        await foreach (var chunk in chunks)
        {
            if (chunk.Gap) yield break;
            yield return chunk;
        }
    }
}
