using System.Text;
using Supervisor.Engine.Output.Taps;

namespace Supervisor.Engine.Tests.Output;

public sealed class StripAnsiTapTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("\e[1;32;40mgreen\e[m.", "green.")]
    [InlineData("a\e[2Kb\e[10;20Hc", "abc")]
    [InlineData("\e]0;title", "\e]0;title")]
    [InlineData("lone \e here", "lone \e here")]
    [InlineData("\e\e[1mx", "\ex")]
    [InlineData("\e[12\nnext", "\e[12\nnext")]
    [InlineData("100% [ok]", "100% [ok]")]
    public void Control_sequences_go_and_text_stays_however_it_is_cut_up(string written, string kept)
    {
        for (var piece = 1; piece <= written.Length; piece++)
        {
            Assert.Equal(kept, Pass(written, piece));
        }
    }

    [Fact]
    public void A_sequence_that_never_ends_is_text()
    {
        var written = "\e[" + new string('1', 1000);

        Assert.Equal(written, Pass(written, 7));
    }

    private static string Pass(string written, int piece)
    {
        var tap = new StripAnsiTap();
        var kept = new List<byte>();
        foreach (var bytes in Encoding.ASCII.GetBytes(written).Chunk(piece))
        {
            kept.AddRange(tap.Pass(bytes));
        }

        return Encoding.ASCII.GetString([.. kept]);
    }
}
