using System.IO.Pipelines;
using System.Text;
using Supervisor.Ctl.Input;

namespace Supervisor.Ctl.Tests;

public sealed class InputLinesTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a\\n|b\\n")]
    [InlineData("a\n\nb", "a\\n|\\n|b")]
    public async Task Lines_keep_their_ends(string input, string expected)
    {
        var lines = new InputLines(new MemoryStream(Encoding.UTF8.GetBytes(input)));
        var all = new List<string>();
        while (await lines.ReadAsync(None) is { } line)
            all.Add(Encoding.UTF8.GetString(line).Replace("\n", "\\n", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join('|', all));
    }

    [Fact]
    public async Task A_line_without_an_end_comes_in_pieces_and_whole()
    {
        byte[] input = new byte[3_000_000];
        Array.Fill(input, (byte)'x');
        var lines = new InputLines(new MemoryStream(input));
        int total = 0;
        while (await lines.ReadAsync(None) is { } piece)
        {
            Assert.True(piece.Length < 1_100_000);
            total += piece.Length;
        }

        Assert.Equal(input.Length, total);
    }

    [Fact]
    public async Task A_line_that_nobody_waited_for_any_more_goes_to_the_next_who_asks()
    {
        var pipe = new Pipe();
        var lines = new InputLines(pipe.Reader.AsStream());
        using var cancel = new CancellationTokenSource();
        Task<byte[]?> first = lines.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(lines.HasPending);
        await pipe.Writer.WriteAsync("late\n"u8.ToArray(), None);
        Assert.Equal("late\n"u8.ToArray(), await lines.ReadAsync(None));
        Assert.False(lines.HasPending);
        await pipe.Writer.CompleteAsync();
    }
}
