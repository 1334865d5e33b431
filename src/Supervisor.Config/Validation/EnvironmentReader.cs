using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Words;
using Supervisor.Core.Collections;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>environment</c>: a table of names and values, or supervisord's text form <c>A=1,B="x"</c>.</summary>
internal static class EnvironmentReader
{
    /// <summary>The pairs that can be read; the others are reported.</summary>
    public static EnvironmentLayer Read(ConfigEntry entry, ValueReader reader)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        var pairs = entry.Table is { } table ? FromTable(table, reader, secrets) : FromText(entry, reader);
        return new EnvironmentLayer(new ValueMap(pairs.Where(pair => Allowed(pair.Key, entry, reader))), secrets);
    }

    private static IEnumerable<KeyValuePair<string, string>> FromTable(ConfigTable table, ValueReader reader, HashSet<string> secrets)
    {
        foreach (var variable in table.Entries)
        {
            var use = new SecretUse();
            if (reader.WithSecrets(use).Text(variable) is not { } value)
            {
                continue;
            }

            if (use.Happened)
            {
                secrets.Add(variable.Key);
            }

            yield return new KeyValuePair<string, string>(variable.Key, value);
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
