using System.Collections.Frozen;
using System.Globalization;

namespace Supervisor.Posix.Signals;

/// <summary>
/// Signal names and numbers of Linux (signal(7)), the same on x86-64 and arm64. Names are without <c>SIG</c>. Real-time
/// signals are <c>RTMIN</c>, <c>RTMIN+1</c> ... <c>RTMAX</c>, 34 to 64: the C library keeps 32 and 33 for itself.
/// </summary>
public static class SignalNumbers
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User2 = 12;
    public const int Pipe = 13;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int Urgent = 23;
    public const int RealTimeMin = 34;
    public const int RealTimeMax = 64;

    private static readonly string[] Standard =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private static readonly FrozenDictionary<string, int> Numbers = BuildNumbers();

    /// <summary>The number of a name (with or without <c>SIG</c>, any case) or of a number written out (1 to 64). Null when there is no such signal.</summary>
    public static int? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.Trim().ToUpperInvariant();
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is >= 1 and <= RealTimeMax ? number : null;
        if (name.StartsWith("SIG", StringComparison.Ordinal))
            name = name[3..];
        if (Numbers.TryGetValue(name, out var known))
            return known;
        return Offset(name, "RTMIN+", RealTimeMin, 1) ?? Offset(name, "RTMAX-", RealTimeMax, -1);
    }

    /// <summary>The name without <c>SIG</c>; the number itself where it has none.</summary>
    public static string Name(int number) => number switch
    {
        >= 1 and <= 31 => Standard[number],
        RealTimeMin => "RTMIN",
        RealTimeMax => "RTMAX",
        > RealTimeMin and < RealTimeMax => string.Create(CultureInfo.InvariantCulture, $"RTMIN+{number - RealTimeMin}"),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static int? Offset(string name, string prefix, int origin, int direction)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var distance)
            || distance > RealTimeMax - RealTimeMin)
        {
            return null;
        }

        return origin + (direction * distance);
    }

    private static FrozenDictionary<string, int> BuildNumbers()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["CLD"] = 17,
            ["IOT"] = 6,
            ["POLL"] = 29,
            ["RTMIN"] = RealTimeMin,
            ["RTMAX"] = RealTimeMax,
        };
        for (var number = 1; number < Standard.Length; number++)
            numbers[Standard[number]] = number;
        return numbers.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
