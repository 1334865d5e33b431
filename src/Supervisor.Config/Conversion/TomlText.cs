using System.Globalization;
using System.Text;

namespace Supervisor.Config.Conversion;

/// <summary>Keys, texts and comments as TOML has them.</summary>
internal static class TomlText
{
    public static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Basic(key);

    /// <summary>A text in the form that is easiest to read: over several lines, in single quotes, or in double quotes.</summary>
    public static string Value(string text)
    {
        if (text.Contains('\n') && text.All(c => c is '\n' or '\t' || IsPlain(c)))
        {
            return $"\"\"\"\n{EscapeLines(text)}\"\"\"";
        }

        var literal = text.AsSpan().ContainsAny('"', '\\') && !text.Contains('\'') && text.All(IsPlain);
        return literal ? $"'{text}'" : Basic(text);
    }

    /// <summary>A comment of one line, its <c>#</c> included.</summary>
    public static string Comment(string text)
    {
        var shown = new string([.. text.Select(c => c == '\t' || IsPlain(c) ? c : ' ')]).TrimEnd();
        return shown.Length == 0 ? "#" : $"# {shown}";
    }

    private static string Basic(string text)
    {
        var result = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => result.Append('\\').Append(c),
                '\n' => result.Append("\\n"),
                '\t' => result.Append("\\t"),
                _ when !IsPlain(c) => result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }

    private static string EscapeLines(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"\"\"", "\"\"\\\"", StringComparison.Ordinal);
        return escaped.EndsWith('"') ? escaped[..^1] + "\\\"" : escaped;
    }

    // The files were read as UTF-8, so there are no halves of surrogate pairs.
    private static bool IsPlain(char c) => c >= ' ' && c != '\x7f';
}
