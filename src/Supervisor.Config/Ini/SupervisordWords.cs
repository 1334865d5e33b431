using Supervisor.Config.Options;

namespace Supervisor.Config.Ini;

/// <summary>
/// What supervisord 4 says about a text that it cannot read, Python's own words included: they are what people find when
/// they look for their error. Each is null when supervisord would take the text.
/// </summary>
internal static class SupervisordWords
{
    private const int LastPort = 0xFFFF;

    private static readonly string[] Suffixes = ["kb", "mb", "gb"];

    public static string? Integer(string text) =>
        IniNumber.Parse(text) is null ? $"invalid literal for int() with base 10: {PythonText.Repr(text)}" : null;

    public static string? ByteSize(string text)
    {
        var lower = text.ToLowerInvariant();
        return Integer(Suffixes.Any(suffix => lower.EndsWith(suffix, StringComparison.Ordinal)) ? lower[..^2] : lower);
    }

    public static string Boolean(string text) => $"not a valid boolean value: {PythonText.Repr(text)}";

    public static string AutoRestart(string text) => $"invalid 'autorestart' value {PythonText.Repr(text.ToLowerInvariant())}";

    public static string Octal(string text) => $"{text} can not be converted to an octal type";

    public static string Level(string text) => $"bad logging level name {PythonText.Repr(text)}";

    public static string ExitCodes(string text) => $"not a valid list of exit codes: {PythonText.Repr(text)}";

    public static string Signal(string text) =>
        $"value {PythonText.Repr(text)} is not a valid signal {(IniNumber.Parse(text) is null ? "name" : "number")}";

    /// <summary>On <c>port</c> and <c>host:port</c>.</summary>
    public static string? InetAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = text[(colon + 1)..];
        if (colon < 0)
        {
            return Port(port) is null ? null : $"not a valid port number: {PythonText.Repr(text)}";
        }

        return port.Length == 0 ? $"no port number specified in {PythonText.Repr(text)}" : Port(port);
    }

    /// <summary>How an error of a key begins that names its value in a way of its own, or null.</summary>
    public static string? Prefix(string key) => key switch
    {
        "chown" => "Invalid sockchown value",
        "chmod" or "socket_owner" or "socket_mode" or "socket_backlog" => $"Invalid {key} value",
        _ => null,
    };

    private static string? Port(string text) => IniNumber.Parse(text) is not { } number ? Integer(text)
        : number < 1 ? $"{number} is below lower bound (1)"
        : number > LastPort ? $"{number} is above upper bound ({LastPort})"
        : null;
}
