using System.Globalization;
using System.Text;

namespace Supervisor.Config.Diagnostics;

/// <summary>Makes a text that may quote hostile input fit to be one line on a terminal or in a log.</summary>
internal static class OneLine
{
    private const int Longest = 2000;

    /// <summary>The text with control characters escaped, cut at 2,000 characters.</summary>
    public static string Of(string text)
    {
        var clean = text.Length <= Longest && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f');
        return clean ? text : Escape(text.Length <= Longest ? text : text[..Longest] + "...");
    }

    private static string Escape(string text)
    {
        var builder = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                < ' ' or '\x7f' => builder.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => builder.Append(c),
            };
        }

        return builder.ToString();
    }
}
