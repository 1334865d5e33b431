using System.Globalization;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Signals by name or number, as Linux on x86 and ARM counts them; see signal(7).</summary>
public static class SignalNames
{
    private const int FirstRealTime = 34;
    private const int LastRealTime = 64;

    // By number; 0 is no signal.
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>
    /// A number, or a name with or without <c>SIG</c> in any case, also <c>RTMIN+n</c> and <c>RTMAX-n</c>. The result has
    /// one name for one signal ("IOT" is "ABRT", "RTMIN+20" is "RTMAX-10"); null when there is no such signal.
    /// </summary>
    public static Signal? Find(string text)
    {
        var name = text.Trim().ToUpperInvariant();
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var given))
        {
            return FromNumber(given);
        }

        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        name = name switch
        {
            "IOT" => "ABRT",
            "CLD" => "CHLD",
            "POLL" => "IO",
            _ => name,
        };
        var number = name.Length == 0 ? -1 : Array.IndexOf(Names, name);
        return number > 0 ? new Signal(name) : FromNumber(RealTime(name));
    }

    /// <summary>All names, for suggestions.</summary>
    internal static IEnumerable<string> All => Names.Skip(1);

    private static Signal? FromNumber(int number) => number switch
    {
        <= 0 or > LastRealTime => null,
        _ when number < Names.Length => new Signal(Names[number]),
        < FirstRealTime => null,
        FirstRealTime => new Signal("RTMIN"),
        LastRealTime => new Signal("RTMAX"),
        <= FirstRealTime + 15 => new Signal(string.Create(null, $"RTMIN+{number - FirstRealTime}")),
        _ => new Signal(string.Create(null, $"RTMAX-{LastRealTime - number}")),
    };

    private static int RealTime(string name)
    {
        if (name is "RTMIN" or "RTMAX")
        {
            return name == "RTMIN" ? FirstRealTime : LastRealTime;
        }

        var fits = name.Length > 6
            && int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var offset = fits ? int.Parse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture) : -1;
        var number = offset is < 0 or > LastRealTime - FirstRealTime ? 0
            : name.StartsWith("RTMIN+", StringComparison.Ordinal) ? FirstRealTime + offset
            : name.StartsWith("RTMAX-", StringComparison.Ordinal) ? LastRealTime - offset
            : 0;
        return number;
    }
}
