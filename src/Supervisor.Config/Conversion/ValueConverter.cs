using System.Globalization;
using System.Text;
using Supervisor.Config.Documents;
using Supervisor.Config.Ini;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>Turns the value of one key into TOML's own types where it is plain, else into a text.</summary>
internal sealed class ValueConverter(SectionName section, string key, ExpansionConverter expansions)
{
    // Tables in braces that are longer are easier to read over several lines.
    private const int LongestLine = 100;

    /// <summary>The value as TOML; null when the key is to be left out; or why it cannot be converted.</summary>
    public Parsed<string?> Convert(IniPair pair)
    {
        var shape = KeyShapes.Of(key);
        if (shape == KeyShape.Environment)
        {
            return Environment(pair);
        }

        var converted = expansions.Convert(new ConfigValue.Text(pair.Value, pair.ValuePlace, TextSyntax.Percent));
        if (converted.Error is not null)
        {
            return Parsed.Fail<string?>(converted.Error);
        }

        var text = converted.Value!;
        return Plain(shape, PythonSpace.Strip(text)) is { } plain ? plain
            : text.Length == 0 ? Empty(shape)
            : TomlText.Value(text);
    }

    private string? Plain(KeyShape shape, string text) => shape switch
    {
        KeyShape.Boolean => Truth(text),
        KeyShape.Restart => Truth(text) ?? (text.Equals("unexpected", StringComparison.OrdinalIgnoreCase) ? "\"unexpected\"" : null),
        KeyShape.Number => Number(text),
        KeyShape.Size => text.StartsWith('-') && ValueText.ByteSize(text[1..]).Error is null ? "0"
            : text.All(char.IsAsciiDigit) ? Number(text) : null,
        KeyShape.Mode => Mode(text),
        KeyShape.Numbers => Numbers(text),
        KeyShape.Names => Names(text),
        _ => null,
    };

    private static string? Truth(string text) => ValueText.Boolean(text) is { Error: null } truth ? truth.Value ? "true" : "false" : null;

    private string? Number(string text) => IniNumber.Parse(text) is { } number
        ? KeyShapes.Clamp(key, number).ToString(CultureInfo.InvariantCulture)
        : null;

    // An INI file's mode may have bits above the permissions, which do nothing there.
    private static string? Mode(string text)
    {
        var tooMany = text.Length is > 3 and <= 6 && text.All(c => c is >= '0' and <= '7') && text[^4] != '0';
        return tooMany ? TomlText.Value(text[^3..]) : null;
    }

    private static string? Numbers(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.All(part => part.Length <= 3 && part.All(char.IsAsciiDigit))
            ? $"[{string.Join(", ", parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)))}]"
            : null;
    }

    private static string Names(string text) =>
        $"[{string.Join(", ", text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(TomlText.Value))}]";

    // What nothing means in supervisord, where it means something.
    private Parsed<string?> Empty(KeyShape shape) => key switch
    {
        "stdout_logfile" or "stderr_logfile" => "\"NONE\"",
        "directory" when SectionKeys.IsProgram(section.Kind) => (string?)null,
        "command" => Parsed.Fail<string?>("the command is empty"),
        _ => shape == KeyShape.Text ? "\"\"" : Parsed.Fail<string?>("it is empty"),
    };

    private Parsed<string?> Environment(IniPair pair)
    {
        if (EnvironmentConverter.Split(pair.Value) is not { } variables)
        {
            var text = expansions.Convert(new ConfigValue.Text(pair.Value, pair.ValuePlace, TextSyntax.Percent));
            return text.Error is null ? TomlText.Value(text.Value!) : Parsed.Fail<string?>(text.Error);
        }

        var items = new List<string>();
        foreach (var (name, value) in variables)
        {
            var converted = expansions.Convert(new ConfigValue.Text(value, pair.ValuePlace, TextSyntax.Percent));
            if (converted.Error is not null)
            {
                return Parsed.Fail<string?>(converted.Error);
            }

            items.Add($"{TomlText.Key(name)} = {TomlText.Value(converted.Value!)}");
        }

        return Join(items);
    }

    private static string Join(List<string> items)
    {
        if (items.Count == 0)
        {
            return "{}";
        }

        var line = $"{{ {string.Join(", ", items)} }}";
        if (line.Length <= LongestLine && !line.Contains('\n'))
        {
            return line;
        }

        var lines = new StringBuilder("{\n");
        foreach (var item in items)
        {
            lines.Append("  ").Append(item).Append(",\n");
        }

        return lines.Append('}').ToString();
    }
}
