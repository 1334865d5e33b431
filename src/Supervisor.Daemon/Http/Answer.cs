using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Supervisor.Control.Wire;

namespace Supervisor.Daemon.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>A list whose items are made one after the other, and sent in between when they become many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="items">What to list.</param>
    /// <param name="tryWrite">Writes one without the serializer; false, and nothing is written, when it cannot.</param>
    /// <param name="show">Makes of an item what the serializer writes then.</param>
    /// <param name="type">What the serializer has to know.</param>
    public static async Task JsonListAsync<TItem, T>(
        HttpContext context, IReadOnlyList<TItem> items, Func<TItem, IBufferWriter<byte>, bool> tryWrite, Func<TItem, T> show, JsonTypeInfo<T> type)
    {
        using var buffer = new AnswerBuffer(context, "application/json");
        using var writer = new Utf8JsonWriter(buffer);
        for (var index = 0; index < items.Count; index++)
        {
            buffer.Write(index == 0 ? "["u8 : ","u8);
            if (!tryWrite(items[index], buffer))
            {
                writer.Reset();
                JsonSerializer.Serialize(writer, show(items[index]), type);
                writer.Flush();
            }

            await buffer.KeepBoundedAsync();
        }

        buffer.Write(items.Count == 0 ? "[]"u8 : "]"u8);
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
