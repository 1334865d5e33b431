using System.Numerics;

namespace Supervisor.Config.Conversion;

/// <summary>What kind of value a key has, which decides how it is written in TOML.</summary>
internal enum KeyShape
{
    Text,
    Boolean,
    Number,
    Size,
    Mode,
    Restart,
    Numbers,
    Names,
    Environment,
}

internal static class KeyShapes
{
    private static readonly HashSet<string> Booleans = new(StringComparer.Ordinal)
    {
        "autostart", "essential", "optional", "stopasgroup", "killasgroup", "redirect_stderr", "nodaemon", "silent", "nocleanup", "strip_ansi",
    };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "numprocs", "numprocs_start", "priority", "startretries", "startsecs", "stopwaitsecs", "minfds", "minprocs",
        "buffer_size", "socket_backlog",
    };

    public static KeyShape Of(string key) => key switch
    {
        "autorestart" => KeyShape.Restart,
        "exitcodes" => KeyShape.Numbers,
        "programs" or "events" => KeyShape.Names,
        "environment" => KeyShape.Environment,
        "umask" or "chmod" or "socket_mode" => KeyShape.Mode,
        _ when Booleans.Contains(key) || Ends(key, "_events_enabled") || Ends(key, "_syslog") || Ends(key, "_journal") => KeyShape.Boolean,
        _ when Numbers.Contains(key) || Ends(key, "_backups") => KeyShape.Number,
        _ when Ends(key, "_maxbytes") => KeyShape.Size,
        _ => KeyShape.Text,
    };

    /// <summary>The number that an INI file's number counts as; see the limits of <c>ValueReader</c>.</summary>
    public static BigInteger Clamp(string key, BigInteger number)
    {
        var least = key is "priority" or "numprocs_start" ? int.MinValue : 0;
        BigInteger most = key switch
        {
            "minfds" or "minprocs" => long.MaxValue,
            "startsecs" or "stopwaitsecs" => 1_000_000_000,
            "buffer_size" => 1_000_000,
            "numprocs" or "numprocs_start" => number,
            _ => int.MaxValue,
        };
        return BigInteger.Max(least, BigInteger.Min(number, most));
    }

    private static bool Ends(string key, string end) => key.EndsWith(end, StringComparison.Ordinal);
}
