using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Supervisor.Control.Wire;

namespace Supervisor.Daemon.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    private const int PieceBytes = 16 * 1024;

    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>A list whose items are made one after the other, and sent in between when they become many.</summary>
    public static async Task JsonListAsync<TItem, T>(HttpContext context, IEnumerable<TItem> items, Func<TItem, T> show, JsonTypeInfo<T> type)
    {
        using var buffer = new AnswerBuffer(context, "application/json");
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var item in items)
        {
            JsonSerializer.Serialize(writer, show(item), type);
            if (writer.BytesPending < PieceBytes) continue;
            writer.Flush();
            await buffer.KeepBoundedAsync();
        }

        writer.WriteEndArray();
        writer.Flush();
        await buffer.CompleteAsync();
    }

    public static Task ProblemAsync(
        HttpContext context, int status, string code, string detail, IReadOnlyList<DiagnosticInfo>? diagnostics = null)
    {
        var problem = new Problem
        {
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Code = code,
            Detail = detail,
            Diagnostics = diagnostics,
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, WireJson.Default.Problem);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
