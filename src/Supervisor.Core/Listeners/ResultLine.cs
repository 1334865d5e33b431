using System.Text;
using Supervisor.Core.Events;

namespace Supervisor.Core.Listeners;

/// <summary>The line <c>RESULT n</c> before the body of a result.</summary>
internal static class ResultLine
{
    /// <summary>Bytes a listener may write without ending the line; supervisord has no limit.</summary>
    public const int MaxBytes = 4096;

    private const int TokenLength = 7;

    /// <summary>
    /// The length of the body, or null. As in supervisord the first seven characters are not looked at, and what follows may
    /// be anything that Python's int() takes, if it is not negative.
    /// </summary>
    public static long? Length(ReadOnlySpan<byte> line)
    {
        var number = line.Length > TokenLength ? Encoding.Latin1.GetString(line[TokenLength..]).Trim() : "";
        if (number.StartsWith('+')) number = number[1..];
        long value = 0;
        var afterDigit = false;
        foreach (var character in number)
        {
            if (character == '_' && afterDigit)
            {
                afterDigit = false;
                continue;
            }

            if (!char.IsAsciiDigit(character) || value > (long.MaxValue - 9) / 10) return null;
            value = (value * 10) + (character - '0');
            afterDigit = true;
        }

        return afterDigit ? value : null;
    }

    /// <summary>For the log.</summary>
    public static string Show(ReadOnlySpan<byte> line) => PythonText.Decoded(line[..Math.Min(line.Length, MaxBytes)]);
}
