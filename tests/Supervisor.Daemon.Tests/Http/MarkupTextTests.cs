using System.Buffers;
using System.Text;
using System.Xml;
using Supervisor.Daemon.Http;

namespace Supervisor.Daemon.Tests.Http;

public sealed class MarkupTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain, \"quoted\" and 'so'\tand\n", "plain, \"quoted\" and 'so'\tand\n")]
    [InlineData("<a> & </a>", "&lt;a&gt; &amp; &lt;/a&gt;")]
    [InlineData("line\r\n", "line&#13;\n")]
    [InlineData("é 漢 \U0001F600", "é 漢 \U0001F600")]
    [InlineData("\u001b[31mred\u0000", "\uFFFD[31mred\uFFFD")]
    [InlineData("\u007f\u0085\uFFFE\uFFFF", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void Text_becomes_what_XML_can_carry(string text, string written) => Assert.Equal(written, Written(text));

    [Fact]
    public void Bytes_that_are_no_UTF8_become_replacements() =>
        Assert.Equal("a\uFFFD\uFFFDb\uFFFD", Written([(byte)'a', 0xFF, 0xC0, (byte)'b', 0xC3]));

    [Fact]
    public void A_character_may_be_cut_between_two_pieces()
    {
        var bytes = Encoding.UTF8.GetBytes("a漢b");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var taken = MarkupText.Write(buffer, bytes.AsSpan(0, cut), isLast: false);
            Assert.InRange(cut - taken, 0, 3);
            MarkupText.Write(buffer, bytes.AsSpan(taken));
            Assert.Equal("a漢b", Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
    }

    [Fact]
    public void Whatever_a_program_writes_a_parser_can_read()
    {
        var random = new Random(20_261_123);
        var bytes = new byte[200];
        for (var round = 0; round < 2_000; round++)
        {
            random.NextBytes(bytes);
            var document = new XmlDocument();
            document.LoadXml($"<x>{Written(bytes)}</x>");
        }
    }

    private static string Written(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        MarkupText.Write(buffer, text);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Written(byte[] text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        MarkupText.Write(buffer, text);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
