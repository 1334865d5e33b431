using System.Globalization;
using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Ini;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>
/// Reads values as what a key wants, expanded. A text is taken wherever a number, a boolean or a list is wanted. What
/// cannot be read is reported at its place, and the result is null.
/// </summary>
/// <param name="sink">Takes what is wrong.</param>
/// <param name="scope">What values may name.</param>
/// <param name="section">The section of an INI file, as supervisord's errors name it.</param>
internal sealed class ValueReader(DiagnosticSink sink, ExpansionScope scope, string? section = null)
{
    public ExpansionScope Scope => scope;

    /// <summary>Reads values that nobody is shown, and which may hold secrets.</summary>
    public ValueReader WithSecrets(SecretUse use) => new(sink, scope.WithSecrets(use), section);

    /// <summary>Reports what is wrong with the value of a key.</summary>
    public void Invalid(ConfigEntry entry, string reason)
    {
        if (entry.Value is ConfigValue.Text { Syntax: TextSyntax.Percent } text && SupervisordWords.Prefix(entry.Key) is { } prefix)
        {
            Wrong(entry, $"{prefix} {text.Value}: {reason}");
        }
        else
        {
            Invalid(entry.Key, entry.Value.Place, reason);
        }
    }

    /// <summary>Reports what is wrong with the value of a key, in words that name the key.</summary>
    public void Wrong(ConfigEntry entry, string text) => sink.Error(entry.Value.Place, text);

    public void Invalid(string key, SourcePlace place, string reason) =>
        sink.Error(place, $"invalid value for `{key}`: {reason}");

    public void Warn(SourcePlace place, string text) => sink.Warn(place, text);

    public string? Text(ConfigEntry entry) => Text(entry.Key, entry.Value);

    /// <summary>A text that may not be empty.</summary>
    public string? Filled(ConfigEntry entry)
    {
        var text = Text(entry);
        if (text is not { Length: 0 })
        {
            return text;
        }

        Invalid(entry, "it is empty");
        return null;
    }

    public bool? Boolean(ConfigEntry entry) => entry.Value switch
    {
        ConfigValue.Boolean value => value.Value,
        ConfigValue.Integer { Value: 0 or 1 } value => value.Value == 1,
        _ => Parse(entry, "true or false", ValueText.Boolean, SupervisordWords.Boolean),
    };

    public int? Integer(ConfigEntry entry, int least = 0, int most = int.MaxValue) => (int?)Long(entry, least, most);

    public long? Long(ConfigEntry entry, long least, long most) => entry.Value is ConfigValue.Integer value
        ? Take(entry, ValueText.InRange(value.Value, least, most))
        : Parse(entry, "a whole number", text => ValueText.Integer(Clamped(entry, text, least, most), least, most), SupervisordWords.Integer);

    public TimeSpan? Duration(ConfigEntry entry) => entry.Value switch
    {
        ConfigValue.Integer value => Take(entry, ValueText.Seconds(value.Value)),
        ConfigValue.Float value => Take(entry, ValueText.Seconds(value.Value)),
        _ => Parse(
            entry,
            "a duration such as 1.5 or \"10s\"",
            text => ValueText.Duration(Clamped(entry, text, 0, (long)ValueText.LongestSeconds)),
            SupervisordWords.Integer),
    };

    public long? ByteSize(ConfigEntry entry) => entry.Value is ConfigValue.Integer value
        ? Take(entry, ValueText.InRange(value.Value, 0, long.MaxValue))
        : Parse(entry, "a size such as 1024 or \"50MB\"", text => ValueText.ByteSize(ClampedSize(entry, text)), SupervisordWords.ByteSize);

    /// <summary>A mode; a TOML number has to be written in octal, because 22 could mean 022 or 026.</summary>
    public int? Octal(ConfigEntry entry) => entry.Value switch
    {
        ConfigValue.Integer { Octal: true } value => Take(entry, ValueText.Mode(value.Value)),
        ConfigValue.Integer { Value: 0 } => 0,
        ConfigValue.Integer value => Take(entry, Parsed.Fail<int>(
            string.Create(null, $"a mode is written in octal: \"{value.Value}\" or 0o{value.Value}"))),
        _ => Parse(entry, "an octal mode such as \"022\"", text => ValueText.Octal(PlainMode(entry, text)), SupervisordWords.Octal),
    };

    public Signal? Signal(ConfigEntry entry)
    {
        if (Text(entry) is not { } text)
        {
            return null;
        }

        if (SignalNames.Find(text) is { } signal)
        {
            return signal;
        }

        var kind = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "number" : "name";
        var reason = entry.IsIni ? SupervisordWords.Signal(text) : $"\"{text}\" is not a valid signal {kind}";
        Invalid(entry, $"{reason}{NearestName.Hint(text, SignalNames.All)}");
        return null;
    }

    /// <summary>A list of texts with their places; a single text is split at commas.</summary>
    public IReadOnlyList<(string Text, SourcePlace Place)>? List(ConfigEntry entry)
    {
        if (entry.Value is not ConfigValue.List list)
        {
            var place = entry.Value.Place;
            return Text(entry.Key, entry.Value, "a list") is { } text
                ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => (t, place))]
                : null;
        }

        var items = new List<(string, SourcePlace)>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (Text(entry.Key, item) is not { } text)
            {
                return null;
            }

            items.Add((text, item.Place));
        }

        return items;
    }

    /// <summary>Expands one value, which may be a text or anything that is written like one.</summary>
    public string? Text(string key, ConfigValue value, string wanted = "a text")
    {
        switch (value)
        {
            case ConfigValue.Text text:
                return Expand(key, text);
            case ConfigValue.Integer number:
                return string.Create(CultureInfo.InvariantCulture, $"{number.Value}");
            case ConfigValue.Float number:
                return number.Written;
            case ConfigValue.Boolean truth:
                return truth.Value ? "true" : "false";
            default:
                Invalid(key, value.Place, $"it must be {wanted}, not {Kind(value)}");
                return null;
        }
    }

    // supervisord expands these apart from the other keys of a program.
    private bool IsBare(string key) => section?.Contains(':') != true ? section is null : key is "environment" or "process_name";

    private string? Expand(string key, ConfigValue.Text value)
    {
        var expanded = Expander.Expand(value, scope, IsBare(key) ? key : $"{section}.{key}");
        var error = expanded.Error
            ?? (expanded.Value!.Contains('\0') ? "it contains a NUL character" : null);
        if (error is null)
        {
            return expanded.Value;
        }

        Invalid(key, value.Place, error);
        return null;
    }

    // supervisord takes any number, and what is below zero acts as zero wherever we want none below it; what is above our
    // limits is more than a lifetime.
    private string Clamped(ConfigEntry entry, string text, long least, long most)
    {
        if (!entry.IsIni || IniNumber.Parse(text) is not { } number)
        {
            return text;
        }

        var clamped = number < least && least is 0 or int.MinValue ? least
            : number > most && entry.Key != ProgramKeys.Count && entry.Key != ProgramKeys.First ? most
            : (long?)null;
        if (clamped is not { } counts)
        {
            return text;
        }

        sink.Warn(entry.Value.Place, string.Create(CultureInfo.InvariantCulture, $"`{entry.Key}` = {number} counts as {counts}"));
        return counts.ToString(CultureInfo.InvariantCulture);
    }

    // A negative size means that nothing is rotated or captured, which is what zero means.
    private string ClampedSize(ConfigEntry entry, string text)
    {
        var trimmed = text.TrimStart();
        if (!entry.IsIni || !trimmed.StartsWith('-') || ValueText.ByteSize(trimmed[1..]).Error is not null)
        {
            return text;
        }

        sink.Warn(entry.Value.Place, $"`{entry.Key}` = {trimmed} counts as 0");
        return "0";
    }

    // umask(2) and the permissions of a socket have no use for the bits above 0777.
    private string PlainMode(ConfigEntry entry, string text)
    {
        var digits = text.Trim();
        if (!entry.IsIni || digits.Length is < 4 or > 6 || digits[^4] is '0' or 'o' or 'O'
            || !digits.All(c => c is >= '0' and <= '7'))
        {
            return text;
        }

        sink.Warn(entry.Value.Place, $"`{entry.Key}` = {digits} counts as {digits[^3..]}");
        return digits[^3..];
    }

    private T? Parse<T>(ConfigEntry entry, string wanted, Func<string, Parsed<T>> parse, Func<string, string?> words)
        where T : struct
    {
        if (entry.Value is not (ConfigValue.Text or ConfigValue.Integer or ConfigValue.Float or ConfigValue.Boolean))
        {
            Invalid(entry, $"it must be {wanted}, not {Kind(entry.Value)}");
            return null;
        }

        return Text(entry) is { } text ? Take(entry, InWords(entry, text, parse(text), words)) : null;
    }

    /// <summary>An error in supervisord's words where those are wanted and it has some.</summary>
    internal static Parsed<T> InWords<T>(ConfigEntry entry, string text, Parsed<T> parsed, Func<string, string?> words) =>
        parsed.Error is not null && entry.IsIni && words(text) is { } said ? Parsed.Fail<T>(said) : parsed;

    private T? Take<T>(ConfigEntry entry, Parsed<T> parsed)
        where T : struct
    {
        if (parsed.Error is null)
        {
            return parsed.Value;
        }

        Invalid(entry, parsed.Error);
        return null;
    }

    private static string Kind(ConfigValue value) => value switch
    {
        ConfigValue.List => "a list",
        ConfigValue.Table => "a table",
        ConfigValue.Date => "a date",
        _ => "a value of another type",
    };
}
