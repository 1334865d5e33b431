using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Supervisor.Core.Events;

/// <summary>Bytes as supervisord puts them into a payload: as they are when they are UTF-8, else as Python shows them.</summary>
internal static class PythonText
{
    public static string Decoded(ReadOnlySpan<byte> data) =>
        Utf8.IsValid(data) ? Encoding.UTF8.GetString(data) : $"Undecodable: {Repr(data)}";

    /// <summary>Python's repr() of bytes: <c>b'a\xff\n'</c>, in double quotes where only single ones are inside.</summary>
    public static string Repr(ReadOnlySpan<byte> data)
    {
        var quote = data.Contains((byte)'\'') && !data.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder(data.Length + 16).Append('b').Append(quote);
        foreach (var value in data)
        {
            _ = (char)value switch
            {
                '\t' => text.Append(@"\t"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\\' => text.Append(@"\\"),
                var c when c == quote => text.Append('\\').Append(c),
                var c and >= ' ' and <= '~' => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $@"\x{value:x2}"),
            };
        }

        return text.Append(quote).ToString();
    }
}
