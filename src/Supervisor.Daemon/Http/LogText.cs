using System.Text;

namespace Supervisor.Daemon.Http;

/// <summary>What clients send, made fit for a line of the log.</summary>
internal static class LogText
{
    private const int MaxLength = 200;

    /// <summary>One line of 200 characters at most, without control characters.</summary>
    public static string OneLine(string text)
    {
        var cut = text.Length > MaxLength ? text.AsSpan(0, MaxLength) : text;
        var line = new StringBuilder(cut.Length + 3);
        foreach (var character in cut)
        {
            line.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        }

        if (text.Length > MaxLength) line.Append("...");
        return line.ToString();
    }
}
