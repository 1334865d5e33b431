using System.Text.Json;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>What the journal has for one message.</summary>
internal sealed record JournalEntry(string Message, string Priority, string Identifier, JsonElement Fields)
{
    public static JournalEntry Parse(string line)
    {
        var fields = JsonDocument.Parse(line).RootElement;
        return new JournalEntry(Text(fields, "MESSAGE"), Text(fields, "PRIORITY"), Text(fields, "SYSLOG_IDENTIFIER"), fields);
    }

    public string Field(string name) => Text(Fields, name);

    public override string ToString() => $"<{Priority}> {Identifier}: {Message}";

    // Bytes that are no text are an array of numbers.
    private static string Text(JsonElement fields, string name) =>
        !fields.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.Array ? System.Text.Encoding.UTF8.GetString([.. value.EnumerateArray().Select(item => item.GetByte())])
        : value.GetString() ?? "";
}
