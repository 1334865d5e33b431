using System.Text;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http.Pages;

/// <summary>Writes a page of HTML. Whatever comes from outside goes through <see cref="Text(string)"/> or <see cref="UrlPart"/>.</summary>
internal sealed class PageWriter(HttpContext context) : IDisposable
{
    private readonly AnswerBuffer _buffer = new(context, "text/html;charset=utf-8");

    public PageWriter Markup(ReadOnlySpan<byte> html)
    {
        html.CopyTo(_buffer.GetSpan(html.Length));
        _buffer.Advance(html.Length);
        return this;
    }

    /// <summary>Text between tags.</summary>
    public PageWriter Text(string text)
    {
        MarkupText.Write(_buffer, text);
        return this;
    }

    /// <summary>Text between tags that ought to be UTF-8.</summary>
    public PageWriter Text(ReadOnlySpan<byte> text)
    {
        MarkupText.Write(_buffer, text);
        return this;
    }

    /// <summary>A piece of a URL in an attribute.</summary>
    public PageWriter UrlPart(string text) => Markup(Encoding.ASCII.GetBytes(Uri.EscapeDataString(text)));

    public ValueTask KeepBoundedAsync() => _buffer.KeepBoundedAsync();

    public Task CompleteAsync() => _buffer.CompleteAsync();

    public void Dispose() => _buffer.Dispose();

    /// <summary>The begin of every page, and the headers that keep browsers from storing or embedding it.</summary>
    public static PageWriter Begin(HttpContext context, string title)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store, no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "Thu, 01 Jan 1970 00:00:00 GMT";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "same-origin";
        headers.XContentTypeOptions = "nosniff";
        return new PageWriter(context)
            .Markup("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex, nofollow">
                <meta name="color-scheme" content="light dark">
                <link rel="stylesheet" href="stylesheets/supervisor.css">
                <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='3' fill='%231a7f4b'/%3E%3C/svg%3E">
                <title>
                """u8)
            .Text(title)
            .Markup("</title>\n</head>\n<body>\n"u8);
    }
}
