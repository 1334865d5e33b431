using System.Globalization;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Texts into values; an error is a clause that says what the text is not.</summary>
internal static class ValueText
{
    /// <summary>About 31 years: longer ones are mistakes, and none can overflow a deadline.</summary>
    public const double LongestSeconds = 1e9;

    private static readonly (string Unit, double Seconds)[] Durations =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    private static readonly (string Unit, long Bytes)[] Sizes =
        [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30)];

    public static Parsed<bool> Boolean(string text) => text.Trim().ToLowerInvariant() switch
    {
        "yes" or "true" or "on" or "1" => true,
        "no" or "false" or "off" or "0" => false,
        _ => Parsed.Fail<bool>($"not a valid boolean value: {Quote(text)}"),
    };

    /// <summary>Decimal, with an optional sign and underscores between digits, as Python's <c>int()</c> reads it.</summary>
    public static Parsed<long> Integer(string text, long least, long most)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return long.TryParse(WithoutUnderscores(text), Style, CultureInfo.InvariantCulture, out var value)
            ? InRange(value, least, most)
            : Parsed.Fail<long>($"not a whole number: {Quote(text)}");
    }

    public static Parsed<long> InRange(long value, long least, long most) =>
        value < least ? Parsed.Fail<long>(string.Create(null, $"{value} is less than {least}"))
        : value > most ? Parsed.Fail<long>(string.Create(null, $"{value} is more than {most}"))
        : value;

    /// <summary>Seconds, or a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
    public static Parsed<TimeSpan> Duration(string text)
    {
        var number = text.Trim();
        var scale = 1.0;
        foreach (var (unit, seconds) in Durations)
        {
            if (number.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                (number, scale) = (number[..^unit.Length].TrimEnd(), seconds);
                break;
            }
        }

        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return double.TryParse(number, Style, CultureInfo.InvariantCulture, out var value)
            ? Seconds(value * scale)
            : Parsed.Fail<TimeSpan>($"not a duration such as 1.5, \"1500ms\", \"10s\", \"2m\" or \"1h\": {Quote(text)}");
    }

    public static Parsed<TimeSpan> Seconds(double seconds) =>
        double.IsNaN(seconds) || seconds > LongestSeconds ? Parsed.Fail<TimeSpan>("a duration may not exceed 1000000000 seconds")
        : seconds < 0 ? Parsed.Fail<TimeSpan>("a duration may not be negative")
        : TimeSpan.FromSeconds(seconds);

    /// <summary>Bytes, or a whole number with <c>KB</c>, <c>MB</c> or <c>GB</c> (x1024), in any case.</summary>
    public static Parsed<long> ByteSize(string text)
    {
        var number = text.Trim();
        var scale = 1L;
        foreach (var (unit, bytes) in Sizes)
        {
            if (number.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                (number, scale) = (number[..^2], bytes);
                break;
            }
        }

        var parsed = Integer(number, 0, long.MaxValue / scale);
        return parsed.Error is null ? parsed.Value * scale
            : parsed.Error.StartsWith("not ", StringComparison.Ordinal)
                ? Parsed.Fail<long>($"not a size in bytes such as 1024, \"512KB\" or \"50MB\": {Quote(text)}")
                : Parsed.Fail<long>(parsed.Error);
    }

    /// <summary>A file mode in octal, with or without <c>0o</c>; 0 to 0777.</summary>
    public static Parsed<int> Octal(string text)
    {
        var digits = text.Trim();
        digits = digits.StartsWith("0o", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || value > 0x1FFF)
            {
                return Parsed.Fail<int>($"not an octal number: {Quote(text)}");
            }

            value = (value << 3) | (digit - '0');
        }

        return digits.Length == 0 ? Parsed.Fail<int>($"not an octal number: {Quote(text)}") : Mode(value);
    }

    public static Parsed<int> Mode(long value) =>
        value is >= 0 and <= 511 ? (int)value : Parsed.Fail<int>("a mode must be between 0 and 0777 (octal)");

    public static Parsed<LogLevel> Level(string text) => text.Trim().ToLowerInvariant() switch
    {
        "critical" or "crit" => LogLevel.Critical,
        "error" or "erro" => LogLevel.Error,
        "warn" => LogLevel.Warn,
        "info" => LogLevel.Info,
        "debug" or "debg" => LogLevel.Debug,
        "trace" or "trac" => LogLevel.Trace,
        "blather" or "blat" => LogLevel.Blather,
        _ => Parsed.Fail<LogLevel>(
            $"not a log level (critical, error, warn, info, debug, trace, blather): {Quote(text)}"),
    };

    public static string Quote(string text) => $"\"{text}\"";

    private static string WithoutUnderscores(string text)
    {
        var grouped = text.Contains('_') && !text.StartsWith('_') && !text.EndsWith('_')
            && !text.Contains("__", StringComparison.Ordinal);
        return grouped ? text.Replace("_", "", StringComparison.Ordinal) : text;
    }
}
