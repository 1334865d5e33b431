using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http.Json;

/// <summary>What part of a log a client asks for.</summary>
/// <param name="Tail">Only the last bytes; null for the whole file.</param>
/// <param name="Follow">Whether to go on with what comes.</param>
internal readonly record struct LogQuery(long? Tail, bool Follow)
{
    /// <exception cref="BadHttpRequestException"><c>tail</c> is not a number of bytes.</exception>
    public static LogQuery Of(HttpContext context)
    {
        var query = context.Request.Query;
        long? tail = null;
        if (query["tail"] is [{ } text, ..])
        {
            tail = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : throw new BadHttpRequestException($"cannot read the last {text} bytes: not a number");
        }

        return new LogQuery(tail, string.Equals(query["follow"], "true", StringComparison.OrdinalIgnoreCase));
    }
}
