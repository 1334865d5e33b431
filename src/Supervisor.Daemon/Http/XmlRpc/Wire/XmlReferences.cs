using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Supervisor.Daemon.Http.XmlRpc.Wire;

/// <summary>Character data as written, and what it means (XML 1.0, sections 2.2, 2.11 and 4.1).</summary>
internal static class XmlReferences
{
    private const int LongestReference = 12;

    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(value => value is not ('\t' or '\n')).Select(value => (byte)value), (byte)'&']);

    /// <summary>Adds what a text means; false when it holds a character or a reference that XML does not allow.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="isLiteral">Of a CDATA section, where nothing is a reference.</param>
    /// <param name="into">Gets the result.</param>
    public static bool TryResolve(ReadOnlySpan<byte> text, bool isLiteral, IBufferWriter<byte> into)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Special);
            if (plain < 0)
            {
                into.Write(text);
                return true;
            }

            into.Write(text[..plain]);
            text = text[plain..];
            switch (text[0])
            {
                case (byte)'\r':
                    into.Write("\n"u8);
                    text = text[(text.StartsWith("\r\n"u8) ? 2 : 1)..];
                    break;
                case (byte)'&' when isLiteral:
                    into.Write("&"u8);
                    text = text[1..];
                    break;
                case (byte)'&':
                    var end = text[..Math.Min(text.Length, LongestReference)].IndexOf((byte)';');
                    if (end < 0 || !TryWrite(text[1..end], into)) return false;
                    text = text[(end + 1)..];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool TryWrite(ReadOnlySpan<byte> reference, IBufferWriter<byte> into)
    {
        if (reference.StartsWith("#"u8)) return TryWriteNumber(reference[1..], into);
        if (reference.SequenceEqual("lt"u8)) into.Write("<"u8);
        else if (reference.SequenceEqual("gt"u8)) into.Write(">"u8);
        else if (reference.SequenceEqual("amp"u8)) into.Write("&"u8);
        else if (reference.SequenceEqual("quot"u8)) into.Write("\""u8);
        else if (reference.SequenceEqual("apos"u8)) into.Write("'"u8);
        else return false;
        return true;
    }

    private static bool TryWriteNumber(ReadOnlySpan<byte> digits, IBufferWriter<byte> into)
    {
        int number;
        if (digits.StartsWith("x"u8))
        {
            if (!int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)) return false;
        }
        else if (!Utf8Parser.TryParse(digits, out number, out var consumed) || consumed != digits.Length || !char.IsAsciiDigit((char)digits[0]))
        {
            return false;
        }

        if (!Rune.TryCreate(number, out var rune) || !IsAllowed(rune)) return false;
        into.Advance(rune.EncodeToUtf8(into.GetSpan(4)));
        return true;
    }

    private static bool IsAllowed(Rune rune) => rune.Value is >= 32 and not (0xFFFE or 0xFFFF) or '\t' or '\n' or '\r';
}
