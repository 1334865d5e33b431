using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Supervisor.Daemon.Http;

/// <summary>Errors on the paths of supervisord, in its small HTML.</summary>
internal static class ErrorPage
{
    public static Task SendAsync(HttpContext context, int status)
    {
        var body = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <head>
            <title>Error response</title>
            </head>
            <body>
            <h1>Error response</h1>
            <p>Error code {status}.
            <p>Message: {ReasonPhrases.GetReasonPhrase(status)}.
            </body>

            """));
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
