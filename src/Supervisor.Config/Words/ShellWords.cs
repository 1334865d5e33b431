using System.Text;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Words;

/// <summary>Splits a text into words as Python's <c>shlex.split</c> does, which is how a POSIX shell splits it without expanding anything.</summary>
internal static class ShellWords
{
    /// <summary>The words; or "No closing quotation" or "No escaped character".</summary>
    public static Parsed<IReadOnlyList<string>> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\'' || (quote == '"' && c is not ('"' or '\\')))
            {
                quote = c == quote ? '\0' : Keep(word, c, quote);
            }
            else if (c == '\\')
            {
                if (++i == text.Length)
                {
                    return Parsed.Fail<IReadOnlyList<string>>("No escaped character");
                }

                // Within double quotes a backslash stands for itself before anything but itself and the quote.
                _ = quote == '"' && text[i] is not ('"' or '\\') ? word.Append('\\').Append(text[i]) : word.Append(text[i]);
                inWord = true;
            }
            else if (c == '"' && quote == '"')
            {
                quote = '\0';
            }
            else if (c is '"' or '\'')
            {
                (quote, inWord) = (c, true);
            }
            else if (c is ' ' or '\t' or '\r' or '\n')
            {
                Finish(words, word, ref inWord);
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        Finish(words, word, ref inWord);
        return quote == '\0' ? words : Parsed.Fail<IReadOnlyList<string>>("No closing quotation");
    }

    /// <summary>One text that is split into these words again.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word)
    {
        var plain = word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "@%+=:,./-_".Contains(c));
        return plain ? word : $"'{word.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";
    }

    private static char Keep(StringBuilder word, char c, char quote)
    {
        word.Append(c);
        return quote;
    }

    private static void Finish(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }
}
