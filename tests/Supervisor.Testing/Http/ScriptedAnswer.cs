using System.Globalization;
using System.Text;

namespace Supervisor.Testing.Http;

/// <summary>What the server sends for a request: bytes, and then perhaps more while the connection lives.</summary>
/// <param name="Bytes">Head and body, as they go over the wire.</param>
/// <param name="More">Goes on writing; the connection is closed after it.</param>
/// <param name="Close">Whether the connection is closed after the bytes.</param>
public sealed record ScriptedAnswer(byte[] Bytes, Func<Stream, CancellationToken, Task>? More = null, bool Close = false)
{
    public static ScriptedAnswer Json(int status, string json) => With(
        status, status < 400 ? "application/json" : "application/problem+json", Encoding.UTF8.GetBytes(json));

    public static ScriptedAnswer Problem(int status, string code, string detail) => Json(
        status,
        $$"""{"type":"about:blank","title":"Error","status":{{status.ToString(CultureInfo.InvariantCulture)}},"detail":"{{detail}}","code":"{{code}}"}""");

    public static ScriptedAnswer With(int status, string contentType, byte[] body)
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n");
        return new ScriptedAnswer([.. Encoding.ASCII.GetBytes(head), .. body]);
    }

    /// <summary>Exactly these characters (ISO 8859-1), whatever they are.</summary>
    public static ScriptedAnswer Raw(string text, bool close = true) => new(Encoding.Latin1.GetBytes(text), Close: close);

    /// <summary>A chunked answer whose pieces are written one by one as the client reads; it ends properly unless <paramref name="cut"/>.</summary>
    public static ScriptedAnswer Stream(
        string contentType, IAsyncEnumerable<byte[]> pieces, bool cut = false) =>
        new(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\n"),
            async (stream, cancellationToken) =>
            {
                await foreach (byte[] piece in pieces.WithCancellation(cancellationToken))
                {
                    byte[] size = Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
                    await stream.WriteAsync((byte[])[.. size, .. piece, .. "\r\n"u8], cancellationToken);
                }

                if (!cut)
                    await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
            });
}
