using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http.Pages;

/// <summary>What is the same for every request: the sign of life for probes, and the style of the pages.</summary>
internal static class FixedPages
{
    // As precise as the header is; what is in the binary does not change while it runs.
    private static readonly DateTimeOffset Modified = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    public static Task SendOkAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = 2;
        return context.Response.Body.WriteAsync("OK"u8.ToArray(), context.RequestAborted).AsTask();
    }

    public static async Task SendStyleAsync(HttpContext context)
    {
        context.Response.Headers.LastModified = Modified.ToString("R", CultureInfo.InvariantCulture);
        if (DateTimeOffset.TryParse(context.Request.Headers.IfModifiedSince, CultureInfo.InvariantCulture, out var seen) && seen >= Modified)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await using var style = Assembly.GetExecutingAssembly().GetManifestResourceStream("supervisor.css")
            ?? throw new InvalidOperationException("the style of the pages is not in this build");
        context.Response.ContentType = "text/css";
        context.Response.ContentLength = style.Length;
        await style.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
