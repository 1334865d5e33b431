using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;

namespace Supervisor.Config.Validation;

/// <summary>Looks single keys of a table up and reads them; a missing table has no keys.</summary>
internal sealed class SectionReader(ConfigTable? table, ValueReader values)
{
    public ValueReader Values => values;

    public ConfigEntry? Entry(string key) => table is not null && table.TryGet(key, out var entry) ? entry : null;

    public string? Text(string key) => Entry(key) is { } entry ? values.Text(entry) : null;

    /// <summary>A text that nobody is shown.</summary>
    public string? Secret(string key) => Entry(key) is { } entry ? values.WithSecrets(new SecretUse()).Text(entry) : null;

    public string? Filled(string key) => Entry(key) is { } entry ? values.Filled(entry) : null;

    public bool Boolean(string key) => Entry(key) is { } entry && values.Boolean(entry) is true;

    public int? Integer(string key) => Entry(key) is { } entry ? values.Integer(entry) : null;

    public long? Long(string key) => Entry(key) is { } entry ? values.Long(entry, 0, long.MaxValue) : null;

    public long? ByteSize(string key) => Entry(key) is { } entry ? values.ByteSize(entry) : null;

    public int? Octal(string key) => Entry(key) is { } entry ? values.Octal(entry) : null;

    /// <summary>A text that passes a check, in the form that the check gives it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="check">The check.</param>
    /// <param name="words">supervisord's words for what the check refuses in an INI file.</param>
    public T? Checked<T>(string key, Func<string, Parsed<T>> check, Func<string, string?>? words = null)
    {
        if (Entry(key) is not { } entry || values.Text(entry) is not { } text)
        {
            return default;
        }

        var parsed = words is null ? check(text) : ValueReader.InWords(entry, text, check(text), words);
        if (parsed.Error is not null)
        {
            values.Invalid(entry, parsed.Error);
        }

        return parsed.Value;
    }
}
