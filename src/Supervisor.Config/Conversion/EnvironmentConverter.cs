using System.Globalization;
using System.Text;
using Supervisor.Config.Expansion;
using Supervisor.Config.Words;

namespace Supervisor.Config.Conversion;

/// <summary>
/// Turns <c>A=1,B="%(ENV_X)s"</c> into a table. The text is taken apart before anything is put into it, with marks in
/// the places of the names.
/// </summary>
internal static class EnvironmentConverter
{
    /// <summary>
    /// The names and values, in which names to expand stand as they did; null where names are made by expansion, or the
    /// text cannot be taken apart. A name that comes again has its last value.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? Split(string text)
    {
        var parts = PercentText.Parse(text);
        if (parts.Error is not null)
        {
            return null;
        }

        var mark = "zMARK";
        while (text.Contains(mark, StringComparison.Ordinal))
        {
            mark += "K";
        }

        var originals = new List<string>();
        var marked = new StringBuilder(text.Length);
        foreach (var part in parts.Value!)
        {
            if (part.Literal is not null)
            {
                marked.Append(part.Literal);
                continue;
            }

            marked.Append(CultureInfo.InvariantCulture, $"{mark}{originals.Count:00000}");
            originals.Add(part.Written);
        }

        if (originals.Count > 99_999 || EnvironmentText.Parse(marked.ToString()).Value is not { } pairs)
        {
            return null;
        }

        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (key.Length == 0 || key.Contains(mark, StringComparison.Ordinal) || key.Contains('='))
            {
                return null;
            }

            result[key] = Restore(value, mark, originals);
        }

        return result;
    }

    // The percent signs that are left in the text are doubled again, so that it is a format as it was.
    private static string Restore(string value, string mark, List<string> originals)
    {
        var pieces = value.Replace("%", "%%", StringComparison.Ordinal).Split(mark);
        return pieces[0] + string.Concat(pieces.Skip(1)
            .Select(piece => originals[int.Parse(piece.AsSpan(0, 5), CultureInfo.InvariantCulture)] + piece[5..]));
    }
}
