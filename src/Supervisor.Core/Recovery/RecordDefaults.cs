using System.Buffers;
using System.Text.Json;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Recovery;

/// <summary>
/// What a record of an older version does not say yet gets its default. The generated readers would set it to nothing
/// (dotnet/runtime treats init-only properties as parameters of a constructor), so it is written in before reading.
/// </summary>
internal static class RecordDefaults
{
    /// <summary>The defaults of a process: where a journal has the same, nothing needs to be written in.</summary>
    public static byte[] Process { get; } = JsonSerializer.SerializeToUtf8Bytes(
        new ProcessSpec { Name = default, Program = "", Command = new CommandLine("", []) }, RecordFormat.Whole.ProcessSpec);

    public static byte[] Daemon { get; } = JsonSerializer.SerializeToUtf8Bytes(
        new DaemonRecord(new DaemonSpec { PidFile = "", ChildLogDirectory = "" }, []), RecordFormat.Whole.DaemonRecord);

    /// <summary>A record with everything that it does not say.</summary>
    /// <exception cref="JsonException">The record is no JSON object.</exception>
    public static ReadOnlySpan<byte> Complete(byte[] record, byte[] defaults)
    {
        using var usual = JsonDocument.Parse(defaults);
        using var given = JsonDocument.Parse(record);
        var result = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(result))
        {
            Overlay(writer, usual.RootElement, given.RootElement);
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
