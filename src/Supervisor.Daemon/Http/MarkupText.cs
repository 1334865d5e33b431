using System.Buffers;
using System.Text;

namespace Supervisor.Daemon.Http;

/// <summary>
/// Writes text between the tags of XML or HTML so that every parser can read it: markup is escaped, and what neither can carry (control
/// characters, bytes that are no UTF-8, the two non-characters of XML 1.0, section 2.2) becomes U+FFFD, one for one.
/// </summary>
internal static class MarkupText
{
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(
        [.. Enumerable.Range(0, 127).Where(IsPlain).Select(value => (byte)value)]);

    private static readonly SearchValues<char> PlainChars = SearchValues.Create(
        [.. Enumerable.Range(0, 127).Where(IsPlain).Select(value => (char)value)]);

    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    /// <summary>Whether a text is ASCII that needs no change.</summary>
    public static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExcept(PlainChars) < 0;

    public static void Write(IBufferWriter<byte> into, string text)
    {
        if (IsPlain(text))
        {
            into.Advance(Encoding.ASCII.GetBytes(text, into.GetSpan(text.Length)));
            return;
        }

        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        Write(into, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Writes a whole text that ought to be UTF-8.</summary>
    public static void Write(IBufferWriter<byte> into, ReadOnlySpan<byte> text) => Write(into, text, isLast: true);

    /// <summary>Writes a piece of a text.</summary>
    /// <returns>Bytes that were written; the rest, at most three, is the begin of a character whose end is in the next piece.</returns>
    public static int Write(IBufferWriter<byte> into, ReadOnlySpan<byte> text, bool isLast)
    {
        var rest = text;
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOfAnyExcept(PlainBytes);
            if (plain < 0) plain = rest.Length;
            into.Write(rest[..plain]);
            rest = rest[plain..];
            if (rest.IsEmpty) break;
            if (rest[0] < 0x80)
            {
                WriteSpecial(into, rest[0]);
                rest = rest[1..];
                continue;
            }

            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !isLast) break;
            into.Write(status == OperationStatus.Done && IsAllowed(rune) ? rest[..length] : Replacement);
            rest = rest[length..];
        }

        return text.Length - rest.Length;
    }

    private static void WriteSpecial(IBufferWriter<byte> into, byte value) => into.Write(value switch
    {
        (byte)'&' => "&amp;"u8,
        (byte)'<' => "&lt;"u8,
        (byte)'>' => "&gt;"u8,

        // As it is it would be read as a line feed.
        (byte)'\r' => "&#13;"u8,
        _ => Replacement,
    });

    private static bool IsPlain(int value) =>
        value is '\t' or '\n' or (>= 32 and < 127 and not ('&' or '<' or '>'));

    // DEL and the C1 controls are allowed in XML but no text; the surrogates cannot be decoded.
    private static bool IsAllowed(Rune rune) => rune.Value is not (< 0xA0 or 0xFFFE or 0xFFFF);
}
