using System.Text.Json;

namespace Supervisor.Control.Wire;

/// <summary>
/// Reads a list of <see cref="ProcessBrief"/>s as <see cref="WireJson"/> reads it, with a third of the memory: the serializer makes an array of boxed arguments for each
/// process, and every page that a short command is the first to touch takes the kernel longer than the reading.
/// </summary>
public static class ProcessStatesJson
{
    /// <summary>Reads a whole list.</summary>
    /// <returns>Null when it takes the serializer: something else than the five fields of every process is in it, or it is no such list.</returns>
    public static IReadOnlyList<ProcessInfo>? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
            var processes = new List<ProcessInfo>();
            ProcessInfo? last = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                last = Read(ref reader, last);
                if (last is null) return null;
                processes.Add(last);
            }

            return reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? processes : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Broken, or half of a character: what is wrong with it, and where, is the serializer's to say.
            return null;
        }
    }

    private static ProcessInfo? Read(ref Utf8JsonReader reader, ProcessInfo? last)
    {
        string? group = null, name = null, description = null, stateName = null;
        int? state = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("group"u8)) group = Text(ref reader, last?.Group);
            else if (reader.ValueTextEquals("name"u8)) name = Text(ref reader, null);
            else if (reader.ValueTextEquals("description"u8)) description = Text(ref reader, null);
            else if (reader.ValueTextEquals("statename"u8)) stateName = Text(ref reader, last?.StateName);
            else if (reader.ValueTextEquals("state"u8)) state = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code) ? code : null;
            else return null;
        }

        return reader.TokenType == JsonTokenType.EndObject && group is not null && name is not null && description is not null && stateName is not null && state is { } known
            ? new ProcessInfo { Group = group, Name = name, Description = description, State = known, StateName = stateName }
            : null;
    }

    /// <summary>The next text; the same object again where it is the same as the last process's.</summary>
    private static string? Text(ref Utf8JsonReader reader, string? last)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return null;
        return last is not null && reader.ValueTextEquals(last) ? last : reader.GetString();
    }
}
