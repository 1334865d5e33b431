using Supervisor.Config.Validation;

namespace Supervisor.Config.Expansion;

/// <summary>How one <c>%(name)s</c> is to be written out: what stands between the name and the end.</summary>
/// <param name="Flags">Of <c>#0- +</c>, as written.</param>
/// <param name="Width">The least number of characters; 0 when none is given.</param>
/// <param name="Precision">Or null.</param>
/// <param name="Conversion">The letter at the end.</param>
internal readonly record struct PercentFormat(string Flags, int Width, int? Precision, char Conversion)
{
    /// <summary>Whether it is a plain <c>s</c>.</summary>
    public bool IsPlain => Conversion == 's' && Flags.Length == 0 && Width == 0 && Precision is null;
}

/// <summary>A piece of a text with expansions: either as it stands, or a name.</summary>
/// <param name="Literal">What is put in as it stands, or null.</param>
/// <param name="Name">The name, when it is one.</param>
/// <param name="Format">How the value of the name is written out.</param>
/// <param name="Written">The piece as it stands in the text.</param>
internal readonly record struct PercentPart(string? Literal, string? Name, PercentFormat Format, string Written);

/// <summary>
/// Takes a format of Python's <c>%</c> operator on a dictionary apart; see "printf-style String Formatting" of Python's
/// library reference.
/// </summary>
internal static class PercentText
{
    // Wider fields are mistakes, and would let one line fill the memory.
    private const int Widest = 1000;

    private const string FlagCharacters = "#0- +";

    /// <summary>The pieces, or why the text is badly formatted, in Python's words where it has some.</summary>
    public static Parsed<IReadOnlyList<PercentPart>> Parse(string text)
    {
        var parts = new List<PercentPart>();
        var from = 0;
        while (from < text.Length)
        {
            var percent = text.IndexOf('%', from);
            if (percent < 0)
            {
                parts.Add(new PercentPart(text[from..], null, default, text[from..]));
                break;
            }

            if (percent > from)
            {
                parts.Add(new PercentPart(text[from..percent], null, default, text[from..percent]));
            }

            from = percent + 1;
            if (Next(text, ref from, parts) is { } error)
            {
                return Parsed.Fail<IReadOnlyList<PercentPart>>(error);
            }
        }

        return parts;
    }

    private static string? Next(string text, ref int at, List<PercentPart> parts)
    {
        if (at < text.Length && text[at] == '%')
        {
            parts.Add(new PercentPart("%", null, default, "%%"));
            at++;
            return null;
        }

        var start = at - 1;
        string? name = null;
        if (at < text.Length && text[at] == '(')
        {
            var close = Close(text, at);
            if (close < 0)
            {
                return "incomplete format key";
            }

            name = text[(at + 1)..close];
            at = close + 1;
        }

        var first = at;
        while (at < text.Length && FlagCharacters.Contains(text[at]))
        {
            at++;
        }

        var flags = text[first..at];
        var width = Number(text, ref at);
        int? precision = null;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            precision = Number(text, ref at);
        }

        if (width > Widest || precision > Widest)
        {
            return $"a field may be {Widest} characters wide at most";
        }

        if (at < text.Length && text[at] is 'h' or 'l' or 'L')
        {
            at++;
        }

        if (at >= text.Length)
        {
            return "incomplete format; a percent sign that is meant as it stands is written %%";
        }

        var conversion = text[at++];
        if (!"sradiuoxXfFc".Contains(conversion))
        {
            return $"unsupported format character '{conversion}' (0x{(int)conversion:x}) at index {at - 1}; "
                + "a percent sign that is meant as it stands is written %%";
        }

        if (name is null)
        {
            var python = conversion is 's' or 'r' or 'a' ? $"%{conversion} has no name" : WrongType(conversion, "dict");
            return $"{python}; a percent sign that is meant as it stands is written %%";
        }

        parts.Add(new PercentPart(null, name, new PercentFormat(flags, width, precision, conversion), text[start..at]));
        return null;
    }

    /// <summary>What Python says when a format gets a value that it cannot write out.</summary>
    public static string WrongType(char conversion, string type) => conversion switch
    {
        'o' or 'x' or 'X' => $"%{conversion} format: an integer is required, not {type}",
        'f' or 'F' => $"must be real number, not {type}",
        'c' => "%c requires int or char",
        _ => $"%{conversion} format: a real number is required, not {type}",
    };

    // The parenthesis that closes a name, past pairs of them within it.
    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Number(string text, ref int at)
    {
        var value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            value = Math.Min((value * 10) + (text[at] - '0'), Widest + 1);
        }

        return value;
    }
}
