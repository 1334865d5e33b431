using System.Text;
using Supervisor.Engine.Output.Taps;

namespace Supervisor.Engine.Tests.Output;

/// <summary>The text before each line.</summary>
public sealed class LinePrefixTapTests
{
    private readonly LinePrefixTap _tap = new("web | ");

    [Theory]
    [InlineData("a\n", "web | a\n")]
    [InlineData("a\nb\n", "web | a\nweb | b\n")]
    [InlineData("\n\n", "web | \nweb | \n")]
    [InlineData("a", "")]
    [InlineData("", "")]
    public void Each_line_has_it(string written, string logged) => Assert.Equal(logged, Pass(written));

    [Fact]
    public void A_line_in_pieces_goes_on_when_it_is_complete()
    {
        Assert.Equal("web | a\n", Pass("a\nb"));
        Assert.Equal("", Pass("c"));
        Assert.Equal("web | bcd\n", Pass("d\ne"));
        Assert.Equal("web | e\n", Encoding.UTF8.GetString(_tap.End()));
        Assert.Equal("", Encoding.UTF8.GetString(_tap.End()));
    }

    [Fact]
    public void An_endless_line_goes_on_in_pieces_and_nothing_of_it_is_lost()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:00000}"));
        var logged = new StringBuilder();
        for (var at = 0; at < text.Length; at += 700) logged.Append(Pass(text.Substring(at, Math.Min(700, text.Length - at))));
        logged.Append(Encoding.UTF8.GetString(_tap.End()));
        var lines = logged.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("web | ", line, StringComparison.Ordinal));
        Assert.All(lines.SkipLast(1), line => Assert.Equal(LinePrefixTap.LongestLine, line.Length - "web | ".Length));
        Assert.Equal(text, string.Concat(lines.Select(line => line["web | ".Length..])));
    }

    private string Pass(string text) => Encoding.UTF8.GetString(_tap.Pass(Encoding.UTF8.GetBytes(text)));
}
