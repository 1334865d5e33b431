using System.Text;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Words;

/// <summary>
/// The text form of an environment, <c>A=1,B="two, words"</c>, with supervisord's grammar: tokens as Python's
/// <c>shlex</c> makes them, read as KEY = VALUE and one separator of any kind.
/// </summary>
internal static class EnvironmentText
{
    private const string WordCharacters = "/.+-():_";

    public static Parsed<IReadOnlyList<KeyValuePair<string, string>>> Parse(string text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var tokens = Tokens(text);
        if (tokens.Error is not null)
        {
            return Parsed.Fail<IReadOnlyList<KeyValuePair<string, string>>>(tokens.Error);
        }

        var list = tokens.Value!;
        for (var i = 0; i < list.Count; i += 4)
        {
            if (i + 2 >= list.Count || list[i + 1] != "=")
            {
                return Parsed.Fail<IReadOnlyList<KeyValuePair<string, string>>>(
                    $"Unexpected end of key/value pairs in value '{text}'");
            }

            pairs.Add(new KeyValuePair<string, string>(list[i], list[i + 2]));
        }

        return pairs;
    }

    // Outside quotes anything that is no word character is a token of its own; pieces that touch are one token.
    private static Parsed<List<string>> Tokens(string text)
    {
        var tokens = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '#')
            {
                Finish(tokens, ref word);
                var end = text.IndexOf('\n', i);
                i = end < 0 ? text.Length : end;
            }
            else if (c is '"' or '\'')
            {
                word ??= new StringBuilder();
                if ((i = Quoted(text, i, word)) < 0)
                {
                    return Parsed.Fail<List<string>>("No closing quotation");
                }
            }
            else if (c == '\\')
            {
                if (++i == text.Length)
                {
                    return Parsed.Fail<List<string>>("No escaped character");
                }

                (word ??= new StringBuilder()).Append(text[i]);
            }
            else if (char.IsAsciiLetterOrDigit(c) || WordCharacters.Contains(c) || c is >= 'ß' and <= 'ÿ' or >= 'À' and <= 'Þ')
            {
                (word ??= new StringBuilder()).Append(c);
            }
            else
            {
                Finish(tokens, ref word);
                if (c is not (' ' or '\t' or '\r' or '\n'))
                {
                    tokens.Add(c.ToString());
                }
            }
        }

        Finish(tokens, ref word);
        return tokens;
    }

    // The index of the closing quote, or -1.
    private static int Quoted(string text, int open, StringBuilder word)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == text[open])
            {
                return i;
            }

            var escapes = text[open] == '"' && text[i] == '\\' && i + 1 < text.Length && (text[i + 1] is '"' or '\\');
            i += escapes ? 1 : 0;
            word.Append(text[i]);
        }

        return -1;
    }

    private static void Finish(List<string> tokens, ref StringBuilder? word)
    {
        if (word is not null)
        {
            tokens.Add(word.ToString());
            word = null;
        }
    }
}
