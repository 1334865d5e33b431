using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Daemon.Http;

/// <summary>The whole body of a request, which the server bounds.</summary>
internal static class RequestBody
{
    /// <summary>Reads to the end and hands the bytes over in one piece, valid for the time of the call.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, too slow, or breaks off.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, Func<ReadOnlyMemory<byte>, T> use)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.IsCompleted) return Use(reader, result.Buffer, use);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static T Use<T>(PipeReader reader, ReadOnlySequence<byte> body, Func<ReadOnlyMemory<byte>, T> use)
    {
        try
        {
            return use(body.IsSingleSegment ? body.First : body.ToArray());
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }
}
