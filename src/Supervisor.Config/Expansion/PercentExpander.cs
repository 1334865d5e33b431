using System.Globalization;
using System.Text;
using Supervisor.Config.Options;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Expansion;

/// <summary>
/// Expands <c>%(name)s</c> and <c>%(ENV_NAME)s</c> as supervisord does, once: a value that was put in is not expanded
/// again.
/// </summary>
internal static class PercentExpander
{
    private const string EnvironmentPrefix = "ENV_";

    /// <summary>The environment variable that a name stands for, or null when it is another name.</summary>
    public static string? VariableOf(string name) =>
        name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) ? name[EnvironmentPrefix.Length..] : null;

    public static bool IsNumber(string name) => name is "process_num" or "numprocs";

    public static Parsed<string> Expand(string text, ExpansionScope scope, string file, string? name = null)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        var parts = PercentText.Parse(text);
        if (parts.Error is not null)
        {
            return BadlyFormatted(text, name, parts.Error);
        }

        var result = new StringBuilder(text.Length + 32);
        foreach (var part in parts.Value!)
        {
            if (part.Literal is not null)
            {
                result.Append(part.Literal);
                continue;
            }

            var key = part.Name!;
            var value = VariableOf(key) is { } variable ? scope.FindVariable(variable) : scope.FindNamed(key, file);
            if (value is null)
            {
                return Parsed.Fail<string>(
                    $"{Named(text, name)} contains names ({PythonText.Repr(key)}) which cannot be expanded. Available names: "
                        + $"{string.Join(", ", scope.Names)}, and ENV_NAME for every environment variable");
            }

            if (VariableOf(key) is { } secret && scope.IsSecret(secret) && !scope.TakeSecret())
            {
                return Parsed.Fail<string>($"cannot expand %({key})s: {FileExpansion.NotHere}");
            }

            if (Append(result, value, IsNumber(key), part.Format) is { } error)
            {
                return BadlyFormatted(text, name, error);
            }

            if (result.Length > Expander.LongestResult)
            {
                return Parsed.Fail<string>($"it expands to more than {Expander.LongestResult} characters");
            }
        }

        return result.ToString();
    }

    private static Parsed<string> BadlyFormatted(string text, string? name, string reason) =>
        Parsed.Fail<string>($"{Named(text, name)} is badly formatted: {reason}");

    private static string Named(string text, string? name) =>
        $"Format string {Shown(text)}{(name is null ? "" : $" for {PythonText.Repr(name)}")}";

    private static string Shown(string text) => PythonText.Repr(text.Length > 200 ? text[..200] + "..." : text);

    private static string? Append(StringBuilder result, string value, bool isNumber, PercentFormat format)
    {
        if (format.IsPlain)
        {
            result.Append(value);
            return null;
        }

        if (format.Conversion is 's' or 'r' or 'a')
        {
            var text = format.Conversion == 's' || isNumber ? value : PythonText.Repr(value);
            text = format.Precision is { } most && most < text.Length ? text[..most] : text;
            result.Append(format.Flags.Contains('-') ? text.PadRight(format.Width) : text.PadLeft(format.Width));
            return null;
        }

        if (!isNumber)
        {
            return PercentText.WrongType(format.Conversion, "str");
        }

        var number = long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (format.Conversion == 'c')
        {
            if (number is < 1 or > 0xFFFF || char.IsSurrogate((char)number))
            {
                return "%c arg not in range";
            }

            result.Append(((char)number).ToString().PadLeft(format.Width));
            return null;
        }

        AppendNumber(result, number, format);
        return null;
    }

    private static void AppendNumber(StringBuilder result, long number, PercentFormat format)
    {
        var sign = number < 0 ? "-" : format.Flags.Contains('+') ? "+" : format.Flags.Contains(' ') ? " " : "";
        var digits = Digits(Math.Abs(number), format);
        if (format.Flags.Contains('#'))
        {
            sign += format.Conversion switch { 'o' => "0o", 'x' => "0x", 'X' => "0X", _ => "" };
        }

        var filler = format.Width - sign.Length;
        result.Append(format.Flags.Contains('-') ? (sign + digits).PadRight(format.Width)
            : format.Flags.Contains('0') ? sign + digits.PadLeft(Math.Max(0, filler), '0')
            : (sign + digits).PadLeft(format.Width));
    }

    private static string Digits(long number, PercentFormat format)
    {
        if (format.Conversion is 'f' or 'F')
        {
            return number.ToString($"F{format.Precision ?? 6}", CultureInfo.InvariantCulture);
        }

        var digits = format.Conversion switch
        {
            'o' => Convert.ToString(number, 8),
            'x' => number.ToString("x", CultureInfo.InvariantCulture),
            'X' => number.ToString("X", CultureInfo.InvariantCulture),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
        return digits.PadLeft(format.Precision ?? 0, '0');
    }
}
