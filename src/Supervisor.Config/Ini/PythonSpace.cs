namespace Supervisor.Config.Ini;

/// <summary>What Python's <c>str.isspace</c> and <c>str.strip</c> take for a blank.</summary>
internal static class PythonSpace
{
    // .NET does not count the four separators of ASCII among them.
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>Where the text without blanks around it begins and ends; both are equal when nothing is left.</summary>
    public static (int Start, int End) Bounds(string text, int start, int end)
    {
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return (start, end);
    }

    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    public static string Strip(string text)
    {
        var (start, end) = Bounds(text, 0, text.Length);
        return text[start..end];
    }
}
