using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Tests;

public sealed class ColumnsTests
{
    [Theory]
    [InlineData("a b c", 79, "a  b  c")]
    [InlineData("a bb ccc", 7, "a   ccc|bb")]
    [InlineData("aaaa bbbb cccc", 3, "aaaa|bbbb|cccc")]
    [InlineData("", 79, "")]
    public void Words_are_filled_in_from_top_to_bottom(string words, int width, string expected)
    {
        string[] list = words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, string.Join('|', Columns.Lines(list, width).Select(line => line.TrimEnd())));
    }
}
