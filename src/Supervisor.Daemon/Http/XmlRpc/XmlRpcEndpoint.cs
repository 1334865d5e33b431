using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Supervisor.Daemon.Http.XmlRpc.Wire;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary><c>POST /RPC2</c>: supervisord's XML-RPC API (http://xmlrpc.com/spec.md).</summary>
internal sealed class XmlRpcEndpoint(MethodTable methods, ILogger<XmlRpcEndpoint> log)
{
    private const string ContentType = "text/xml";

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        if (context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count == 0)
        {
            await ErrorPage.SendAsync(context, StatusCodes.Status411LengthRequired);
            return;
        }

        var (call, error, body) = await RequestBody.ReadAsync(context, Parse);
        if (call is null)
        {
            log.RpcUnreadable(LogText.OneLine(body), error!);
            await ErrorPage.SendAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        await AnswerAsync(context, call);
    }

    private static (XmlRpcCall? Call, string? Error, string Body) Parse(ReadOnlyMemory<byte> body)
    {
        var (call, error) = CallParser.Parse(body.Span);
        return (call, error, call is null ? Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 1000)]) : "");
    }

    private async Task AnswerAsync(HttpContext context, XmlRpcCall call)
    {
        using var buffer = new AnswerBuffer(context, ContentType);
        var values = new ValueWriter(buffer);
        values.Raw("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"u8);
        if (await methods.InvokeAsync(call, new Reply(buffer, Gatekeeper.Peer(context), context.RequestAborted)) is { } fault)
        {
            buffer.Clear();
            values.Raw("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n"u8);
            values.Fault(fault);
            values.Raw("</fault>\n</methodResponse>\n"u8);
        }
        else
        {
            values.Raw("</param>\n</params>\n</methodResponse>\n"u8);
        }

        await buffer.CompleteAsync();
    }
}
