using System.Text;

namespace Supervisor.Core.Listeners;

/// <summary>
/// What the handler of the package <c>supervisor_stdout</c> does: the result is the payload of a PROCESS_LOG event, and each of its lines
/// is printed as <c>name channel | line</c>.
/// </summary>
internal static class PrefixedOutput
{
    /// <summary>The lines with a newline after each; null when the result is no such payload.</summary>
    public static string? Render(ReadOnlySpan<byte> result)
    {
        var text = Encoding.UTF8.GetString(result);
        var head = text.IndexOf('\n', StringComparison.Ordinal);
        if (head < 0) return null;
        string? process = null, channel = null;
        foreach (var word in text[..head].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = word.Split(':');
            if (pair.Length != 2) return null;
            if (pair[0] == "processname") process = pair[1];
            if (pair[0] == "channel") channel = pair[1];
        }

        if (process is null || channel is null) return null;
        var lines = new StringBuilder(text.Length + 64);
        foreach (var line in text[(head + 1)..].Split('\n'))
        {
            lines.Append(process).Append(' ').Append(channel).Append(" | ").Append(line).Append('\n');
        }

        return lines.ToString();
    }
}
