using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Engine.Output.Tails;

namespace Supervisor.Daemon.Http;

/// <summary>An answer that goes on with a log for as long as its client stays.</summary>
internal static class LogStream
{
    // supervisord's line for a log that was cut under its reader.
    private static readonly byte[] Truncated = "==> File truncated <==\n"u8.ToArray();

    public static async Task SendAsync(HttpContext context, string contentType, IAsyncEnumerable<LogChunk> chunks)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";

        // Tells a proxy in between to pass on what comes at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);

        // The client waits for the head of the answer, which may be all there is for a long time.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var chunk in chunks)
        {
            if (chunk.Gap) await context.Response.Body.WriteAsync(Truncated, context.RequestAborted);
            await context.Response.Body.WriteAsync(chunk.Bytes, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
