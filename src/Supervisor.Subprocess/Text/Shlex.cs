using System.Text;
using System.Text.RegularExpressions;

namespace Supervisor.Subprocess;

/// <summary>Splitting and quoting as a Unix shell does it: Python's <c>shlex</c> module, case for case.</summary>
public static partial class Shlex
{
    /// <summary>
    /// Splits a command line into words. In POSIX mode quotes are removed and a backslash takes the next character literally
    /// (within double quotes only before <c>"</c> and <c>\</c>); otherwise quotes stay and a closing quote ends the word.
    /// </summary>
    /// <param name="text">The command line.</param>
    /// <param name="comments">Whether <c>#</c> begins a comment that reaches to the end of the line, also within a word.</param>
    /// <param name="posix">POSIX mode.</param>
    /// <exception cref="FormatException">"No closing quotation" or "No escaped character".</exception>
    public static IReadOnlyList<string> Split(string text, bool comments = false, bool posix = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ShlexLexer(text, comments, posix).ReadAll();
    }

    /// <summary>One shell word that means the given text, quoted only where it has to be.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return "''";
        return Unsafe().IsMatch(text) ? $"'{text.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'" : text;
    }

    /// <summary>A command line that <see cref="Split"/> and a shell split into the given words.</summary>
    public static string Join(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new StringBuilder().AppendJoin(' ', words.Select(Quote)).ToString();
    }

    [GeneratedRegex("[^a-zA-Z0-9_@%+=:,./-]", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();
}
