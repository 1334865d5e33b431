using System.Globalization;
using System.Text;

namespace Supervisor.Config.Options;

/// <summary>Texts and lists as Python's <c>repr</c> writes them, since supervisord's messages quote so.</summary>
internal static class PythonText
{
    public static string Repr(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var builder = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\\' => builder.Append("\\\\"),
                < ' ' or '\x7f' => builder.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ when c == quote => builder.Append('\\').Append(c),
                _ => builder.Append(c),
            };
        }

        return builder.Append(quote).ToString();
    }

    public static string Repr(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Repr))}]";
}
