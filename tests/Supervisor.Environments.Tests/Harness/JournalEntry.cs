using System.Globalization;
using System.Text.Json;

namespace Supervisor.Environments.Tests.Harness;

/// <summary>What the journal has for one message.</summary>
/// <param name="At">When journald took it in, in microseconds since 1970.</param>
/// <param name="Message">The text.</param>
/// <param name="Priority">0 to 7.</param>
/// <param name="Identifier">Who says it.</param>
/// <param name="Fields">All that is known of it.</param>
internal sealed record JournalEntry(long At, string Message, string Priority, string Identifier, JsonElement Fields)
{
    public static JournalEntry Parse(string line)
    {
        var fields = JsonDocument.Parse(line).RootElement;
        return new JournalEntry(
            long.Parse(Text(fields, "__REALTIME_TIMESTAMP"), CultureInfo.InvariantCulture), Text(fields, "MESSAGE"), Text(fields, "PRIORITY"), Text(fields, "SYSLOG_IDENTIFIER"), fields);
    }

    public string Field(string name) => Text(Fields, name);

    public override string ToString() => $"<{Priority}> {Identifier}: {Message}";

    // Bytes that are no text are an array of numbers.
    private static string Text(JsonElement fields, string name) =>
        !fields.TryGetProperty(name, out var value) ? ""
        : value.ValueKind == JsonValueKind.Array ? System.Text.Encoding.UTF8.GetString([.. value.EnumerateArray().Select(item => item.GetByte())])
        : value.GetString() ?? "";
}
