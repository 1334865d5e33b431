namespace Supervisor.Ctl;

/// <summary>One command line, split as supervisord's shell does: the name is what its leading letters, digits and underscores spell.</summary>
/// <param name="Text">The line without blanks around it.</param>
/// <param name="Name">The command; empty when the line does not begin with one.</param>
/// <param name="Words">The words after it.</param>
/// <param name="Json">Whether <c>--json</c> stood among them.</param>
internal sealed record CommandLine(string Text, string Name, IReadOnlyList<string> Words, bool Json)
{
    private const string JsonFlag = "--json";

    public static CommandLine Parse(string line)
    {
        string text = line.Trim();
        string rest = text.StartsWith('?') ? "help " + text[1..] : text;
        int length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '_'))
            length++;
        var words = Split(rest[length..]).ToList();
        return new CommandLine(text, rest[..length], words, words.RemoveAll(word => word == JsonFlag) > 0);
    }

    /// <summary>The words of a text; any white space stands between them.</summary>
    public static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
