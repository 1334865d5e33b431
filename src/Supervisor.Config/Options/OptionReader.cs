using System.Buffers;
using System.Globalization;
using Supervisor.Config.Ini;
using Supervisor.Config.Validation;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Options;

/// <summary>Turns given options into values, and keeps the first error in supervisord's words.</summary>
internal sealed class OptionReader
{
    private static readonly SearchValues<char> SchemeLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private readonly HashSet<OptionDefinition> _seen = [];

    public string? Error { get; private set; }

    /// <summary>False when the option was given before, in either spelling.</summary>
    public bool First(GivenOption option)
    {
        if (!_seen.Add(option.Definition) && !option.Definition.Repeatable)
        {
            Error ??= $"conflicting command line option {PythonText.Repr(option.Shown)}";
            return false;
        }

        return true;
    }

    public int? Octal(GivenOption option) => Value(option, ValueText.Octal(option.Value), SupervisordWords.Octal);

    public long? ByteSize(GivenOption option) => Value(option, ValueText.ByteSize(Least(option)), SupervisordWords.ByteSize);

    public long? Long(GivenOption option) =>
        Value(option, ValueText.Integer(Least(option), 0, long.MaxValue), SupervisordWords.Integer);

    public int? Integer(GivenOption option) =>
        (int?)Value(option, ValueText.Integer(Least(option), 0, int.MaxValue), SupervisordWords.Integer);

    public LogLevel? Level(GivenOption option) => Value(option, ValueText.Level(option.Value), SupervisordWords.Level);

    /// <summary>Two signals, <c>15:3</c> or <c>TERM:QUIT</c>; 0 as the second is none.</summary>
    public SignalRewrite? Rewrite(GivenOption option)
    {
        var parts = option.Value.Split(':');
        if (parts.Length != 2)
        {
            Invalid(option, "two signals with a colon between them are wanted, such as 15:3 or TERM:QUIT");
            return null;
        }

        var (from, to) = (SignalNames.Find(parts[0]), SignalNames.Find(parts[1]));
        var problem = from is null ? $"{PythonText.Repr(parts[0])} is no signal"
            : from.Value.Name is "KILL" or "STOP" ? $"{from} cannot be caught"
            : to is null && parts[1].Trim() != "0" ? $"{PythonText.Repr(parts[1])} is no signal"
            : null;
        if (problem is null) return new SignalRewrite(from!.Value, to);
        Invalid(option, problem);
        return null;
    }

    /// <summary>Python's urlparse gives these a scheme and something after it.</summary>
    public string? Url(GivenOption option)
    {
        var colon = option.Value.IndexOf(':');
        var scheme = colon > 0 && char.IsAsciiLetter(option.Value[0])
            && option.Value.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;
        var rest = scheme ? option.Value[(colon + 1)..].TrimStart('/') : "";
        if (rest.Length > 0)
        {
            return option.Value;
        }

        Invalid(option, $"value {PythonText.Repr(option.Value)} is not a URL");
        return null;
    }

    // As in an INI file what is below zero acts as zero.
    private static string Least(GivenOption option) =>
        option.Value.TrimStart() is ['-', .. var size] && SupervisordWords.ByteSize(size) is null ? "0" : option.Value;

    private T? Value<T>(GivenOption option, Parsed<T> parsed, Func<string, string?> words)
        where T : struct
    {
        if (parsed.Error is null)
        {
            return parsed.Value;
        }

        Invalid(option, words(option.Value) ?? parsed.Error);
        return null;
    }

    private void Invalid(GivenOption option, string reason) => Error ??= string.Create(
        CultureInfo.InvariantCulture, $"invalid value for {option.Shown} {PythonText.Repr(option.Value)}: {reason}");
}
