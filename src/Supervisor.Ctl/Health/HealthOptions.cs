using System.Globalization;

namespace Supervisor.Ctl.Health;

/// <summary>The words after <c>healthcheck</c>.</summary>
/// <param name="Names">Processes and groups; empty for all.</param>
/// <param name="Wait">How long to wait for health.</param>
/// <param name="Timeout">How long one question may take.</param>
internal sealed record HealthOptions(IReadOnlyList<string> Names, TimeSpan Wait, TimeSpan Timeout)
{
    private const double LongestSeconds = 1_000_000;
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The options, or what is wrong with the words.</summary>
    public static (HealthOptions? Options, string? Error) Parse(IReadOnlyList<string> words)
    {
        var (names, wait, timeout) = (new List<string>(), TimeSpan.Zero, UsualTimeout);
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            var option = equals < 0 ? words[i] : words[i][..equals];
            if (option is not ("--wait" or "--timeout"))
            {
                if (option.StartsWith('-')) return (null, $"bad argument {words[i]}");
                if (words[i] != "all") names.Add(words[i]);
                continue;
            }

            var value = equals >= 0 ? words[i][(equals + 1)..] : i + 1 < words.Count ? words[++i] : "";
            if (Seconds(value) is not { } span) return (null, $"{option} needs a number of seconds");
            if (option == "--wait") wait = span;
            else timeout = span;
        }

        return (new HealthOptions(names, wait, timeout), null);
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
