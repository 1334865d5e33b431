using System.Buffers;
using System.Text.Json;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>
/// What a record of an older version does not say yet gets its default. The generated readers would set it to nothing
/// (dotnet/runtime treats init-only properties as parameters of a constructor), so it is written in before reading.
/// </summary>
internal static class SpecDefaults
{
    /// <summary>The defaults of this version as text: where a journal has the same, nothing needs to be written in.</summary>
    public static byte[] Text { get; } = JsonSerializer.SerializeToUtf8Bytes(
        new ProcessSpec { Name = default, Program = "", Command = new CommandLine("", []) }, RecordFormat.Whole.ProcessSpec);

    /// <exception cref="JsonException">The record is no JSON object.</exception>
    public static ProcessSpec Read(byte[] record, bool isOlder) => JsonSerializer.Deserialize(
        isOlder ? Complete(record) : record, RecordFormat.Whole.ProcessSpec) ?? throw new JsonException("a spec is empty");

    private static ReadOnlySpan<byte> Complete(byte[] record)
    {
        using var defaults = JsonDocument.Parse(Text);
        using var given = JsonDocument.Parse(record);
        var result = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(result))
        {
            Overlay(writer, defaults.RootElement, given.RootElement);
        }

        return result.WrittenSpan;
    }

    private static void Overlay(Utf8JsonWriter writer, JsonElement below, JsonElement top)
    {
        if (below.ValueKind != JsonValueKind.Object || top.ValueKind != JsonValueKind.Object || IsOtherCase(below, top))
        {
            top.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in top.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            if (below.TryGetProperty(property.Name, out var usual)) Overlay(writer, usual, property.Value);
            else property.Value.WriteTo(writer);
        }

        foreach (var property in below.EnumerateObject())
        {
            if (!top.TryGetProperty(property.Name, out _)) property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    // Cases of a union share no properties.
    private static bool IsOtherCase(JsonElement below, JsonElement top) =>
        top.TryGetProperty("$type", out var type) && (!below.TryGetProperty("$type", out var usual) || usual.GetString() != type.GetString());
}
