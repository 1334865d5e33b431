using Supervisor.Config.Documents;
using Supervisor.Config.Words;
using Supervisor.Core.Collections;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>environment</c>: a table of names and values, or supervisord's text form <c>A=1,B="x"</c>.</summary>
internal static class EnvironmentReader
{
    /// <summary>The pairs that can be read; the others are reported.</summary>
    public static ValueMap Read(ConfigEntry entry, ValueReader reader) => new(
        (entry.Table is { } table ? FromTable(table, reader) : FromText(entry, reader)).Where(pair => Allowed(pair.Key, entry, reader)));

    private static IEnumerable<KeyValuePair<string, string>> FromTable(ConfigTable table, ValueReader reader)
    {
        foreach (var variable in table.Entries)
        {
            if (reader.Text(variable) is { } value)
            {
                yield return new KeyValuePair<string, string>(variable.Key, value);
            }
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> FromText(ConfigEntry entry, ValueReader reader)
    {
        if (reader.Text(entry.Key, entry.Value, "a table of names and texts") is not { } text)
        {
            return [];
        }

        var parsed = EnvironmentText.Parse(text);
        if (parsed.Error is not null)
        {
            reader.Invalid(entry, parsed.Error);
        }

        return parsed.Value ?? [];
    }

    private static bool Allowed(string name, ConfigEntry entry, ValueReader reader)
    {
        if (name.Length > 0 && !name.AsSpan().ContainsAny('=', '\0'))
        {
            return true;
        }

        reader.Invalid(entry, $"\"{name}\" is no name of an environment variable");
        return false;
    }
}
