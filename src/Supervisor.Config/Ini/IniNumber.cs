using System.Globalization;
using System.Numerics;

namespace Supervisor.Config.Ini;

/// <summary>Whole numbers as Python's <c>int()</c> takes them: of any size.</summary>
internal static class IniNumber
{
    // Python itself refuses more than 4,300 digits; reading them takes the square of their number.
    private const int MostCharacters = 4300;

    /// <summary>The number, or null when the text is none.</summary>
    public static BigInteger? Parse(string text)
    {
        var trimmed = PythonSpace.Strip(text);
        var grouped = !trimmed.StartsWith('_') && !trimmed.EndsWith('_') && !trimmed.Contains("__", StringComparison.Ordinal);
        var digits = grouped ? trimmed.Replace("_", "", StringComparison.Ordinal) : trimmed;
        return digits.Length <= MostCharacters
            && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }
}
