using System.Globalization;
using System.Text;
using Supervisor.Config.Documents;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Expansion;

/// <summary>
/// Expands <c>${NAME}</c>, <c>${NAME:-default}</c> (the default when NAME is not set or empty, as in a shell; it may hold
/// expansions itself), <c>${process_num:02}</c>, <c>${file:PATH}</c>, <c>${credential:NAME}</c> and <c>$$</c>. A value that was put in is
/// not expanded again.
/// </summary>
internal static class Expander
{
    /// <summary>Characters of one expanded value; Linux takes no argument or variable that is longer than 128 KiB.</summary>
    public const int LongestResult = 1 << 20;

    private const int DeepestDefault = 16;

    /// <summary>Whether a text can differ from one process to the next.</summary>
    public static bool Varies(ConfigValue.Text text) => text.Value.Contains(
        text.Syntax == TextSyntax.Percent ? "%(" : "${", StringComparison.Ordinal);

    /// <summary>The text with all names expanded in the way of the file it stands in, or why that cannot be done.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="name">What supervisord's errors call the value.</param>
    public static Parsed<string> Expand(ConfigValue.Text text, ExpansionScope scope, string? name = null)
    {
        var expanded = text.Syntax == TextSyntax.Percent
            ? PercentExpander.Expand(text.Value, scope, text.Place.File, name)
            : Expand(text.Value, scope, text.Place.File);
        return expanded.Value is null || ReferenceEquals(expanded.Value, text.Value) || scope.Spend(expanded.Value.Length)
            ? expanded
            : Parsed.Fail<string>($"all values together expand to more than {ExpansionScope.MostCharacters} characters");
    }

    public static Parsed<string> Expand(string text, ExpansionScope scope, string file)
    {
        if (!text.Contains('$'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 32);
        var error = Append(result, text, scope, file, 0);
        return error is null ? result.ToString() : Parsed.Fail<string>(error);
    }

    private static string? Append(StringBuilder result, string text, ExpansionScope scope, string file, int depth)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i] == '$' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next != '{')
            {
                result.Append(text[i]);
                i += next == '$' ? 1 : 0;
                continue;
            }

            var close = Close(text, i + 2);
            if (close < 0)
            {
                return "`${` has no closing brace; a `${` that is meant as it stands is written `$${`";
            }

            if (AppendOne(result, text[(i + 2)..close], scope, file, depth) is { } error)
            {
                return error;
            }

            if (result.Length > LongestResult)
            {
                return $"it expands to more than {LongestResult} characters";
            }

            i = close;
        }

        return null;
    }

    private static string? AppendOne(StringBuilder result, string inner, ExpansionScope scope, string file, int depth)
    {
        var colon = inner.IndexOf(':');
        var name = colon < 0 ? inner : inner[..colon];
        var rest = colon < 0 ? "" : inner[(colon + 1)..];
        if (name.Length == 0)
        {
            return $"`${{{inner}}}` names nothing";
        }

        if (FileExpansion.Is(name, rest))
        {
            return AppendFile(result, name, rest, scope, file, depth);
        }

        var value = scope.Find(name, file);
        if (scope.FindNamed(name, file) is null && scope.IsSecret(name) && !scope.TakeSecret())
        {
            return $"cannot expand `${{{name}}}`: {FileExpansion.NotHere}";
        }

        if (rest.StartsWith('-'))
        {
            if (!string.IsNullOrEmpty(value))
            {
                result.Append(value);
                return null;
            }

            return depth < DeepestDefault
                ? Append(result, rest[1..], scope, file, depth + 1)
                : $"defaults may not be nested more than {DeepestDefault} levels deep";
        }

        if (value is null)
        {
            return $"cannot expand `${{{inner}}}`: {ExpansionScope.Explain(name)}";
        }

        return colon < 0 ? Add(result, value) : AppendNumber(result, inner, rest, value);
    }

    // The path may hold expansions itself, as ${here}; so may the default behind it.
    private static string? AppendFile(StringBuilder result, string kind, string rest, ExpansionScope scope, string file, int depth)
    {
        if (depth >= DeepestDefault)
        {
            return $"expansions may not be nested more than {DeepestDefault} levels deep";
        }

        var (place, fallback) = FileExpansion.Split(rest);
        // The path is shown when it cannot be read.
        var path = new StringBuilder();
        if (Append(path, place, scope.WithSecrets(null), file, depth + 1) is { } error)
        {
            return error;
        }

        var read = FileExpansion.Read(kind, path.ToString(), fallback is not null, scope);
        if (read.Value is { } value)
        {
            return Add(result, value);
        }

        return read.IsMissing && fallback is not null ? Append(result, fallback, scope, file, depth + 1) : read.Error;
    }

    private static string? Add(StringBuilder result, string value)
    {
        result.Append(value);
        return null;
    }

    // The formats that Python's %d has and configs use: 3, 02, and the same with a final d.
    private static string? AppendNumber(StringBuilder result, string inner, string format, string value)
    {
        var digits = format.EndsWith('d') ? format[..^1] : format;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width > 100)
        {
            return $"cannot expand `${{{inner}}}`: `{format}` is no format; `02` pads with zeros, `:-text` gives a default";
        }

        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return $"cannot expand `${{{inner}}}`: the value is not a number";
        }

        if (digits[0] != '0')
        {
            return Add(result, value.PadLeft(width));
        }

        var negative = value.StartsWith('-');
        return Add(result, negative ? "-" + value[1..].PadLeft(Math.Max(0, width - 1), '0') : value.PadLeft(width, '0'));
    }

    // The brace that closes an expansion, past those of expansions inside its default.
    private static int Close(string text, int from)
    {
        var open = 1;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] is '{' or '$')
            {
                open += text[++i] == '{' ? 1 : 0;
            }
            else if (text[i] == '}' && --open == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
