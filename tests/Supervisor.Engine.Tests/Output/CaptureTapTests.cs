using System.Text;
using Supervisor.Engine.Output.Taps;

namespace Supervisor.Engine.Tests.Output;

public sealed class CaptureTapTests
{
    private const string Begin = "<!--XSUPERVISOR:BEGIN-->";
    private const string Finish = "<!--XSUPERVISOR:END-->";

    private readonly List<string> _captured = [];
    private readonly StringBuilder _log = new();

    [Fact]
    public void What_stands_between_the_tokens_is_captured_and_not_logged_however_it_is_cut()
    {
        const string output = $"one {Begin}first{Finish}two{Begin}{Finish}<!--XSUPER {Begin}second\n{Finish}three<!--XSUPERVISOR:";
        for (var size = 1; size <= output.Length; size++)
        {
            _captured.Clear();
            _log.Clear();
            Pass(Tap(100), output, size);
            Assert.Equal(["first", "", "second\n"], _captured);
            Assert.Equal("one two<!--XSUPER three<!--XSUPERVISOR:", _log.ToString());
        }
    }

    [Fact]
    public void Only_a_possible_begin_of_a_token_is_held_back()
    {
        var tap = Tap(100);
        Assert.Equal("short", Text(tap.Pass("short"u8)));
        Assert.Equal("a", Text(tap.Pass("a<!-"u8)));
        Assert.Equal("<!-b", Text(tap.Pass("b"u8)));
        Assert.Equal("", Text(tap.Pass("<"u8)));
        Assert.Equal("<", Text(tap.End()));
    }

    [Theory]
    [InlineData(4, "6789")]
    [InlineData(9, "123456789")]
    [InlineData(1, "9")]
    public void The_newest_bytes_are_kept(int maxBytes, string kept)
    {
        for (var size = 1; size <= 9; size++)
        {
            _captured.Clear();
            Pass(Tap(maxBytes), $"{Begin}123456789{Finish}", size);
            Assert.Equal([kept], _captured);
        }
    }

    [Fact]
    public void What_was_begun_and_not_ended_goes_into_the_log()
    {
        Pass(Tap(100), $"a{Begin}b <!--", 100);
        Assert.Equal(("ab <!--", 0), (_log.ToString(), _captured.Count));
    }

    [Fact]
    public void A_large_capture_is_kept_whole_up_to_its_bound()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},"));
        Pass(Tap(1024 * 1024), $"{Begin}{text}{Finish}", 1000);
        Pass(Tap(5000), $"{Begin}{text}{Finish}", 777);
        Assert.Equal([text, text[^5000..]], _captured);
    }

    [Fact]
    public void Taps_inside_see_what_is_captured_and_what_is_not()
    {
        var tap = Tap(100);
        tap.Inner = [new StripAnsiTap()];
        Pass(tap, $"\u001b[1ma{Begin}\u001b[0mb{Finish}c", 3);
        Assert.Equal(("ac", "b"), (_log.ToString(), Assert.Single(_captured)));
    }

    [Fact]
    public void A_character_in_two_pieces_is_told_in_one()
    {
        List<string> told = [];
        var tap = new LogEventTap(bytes => told.Add(Text(bytes)));
        var text = Encoding.UTF8.GetBytes("aö€😀b");
        foreach (var value in text) tap.Pass([value]);
        tap.End();
        Assert.Equal(["a", "ö", "€", "😀", "b"], told);

        told.Clear();
        tap.Pass([(byte)'x', 0xE2, 0x82]);
        Assert.Equal(["x"], told);
        tap.End();
        Assert.Equal(2, told.Count);
        tap.Pass([0x82, 0xFF]);
        Assert.Equal(3, told.Count);
    }

    private CaptureTap Tap(int maxBytes) => new(maxBytes, bytes => _captured.Add(Text(bytes)));

    private void Pass(CaptureTap tap, string output, int size)
    {
        foreach (var piece in Encoding.UTF8.GetBytes(output).Chunk(size)) _log.Append(Text(tap.Pass(piece)));
        _log.Append(Text(tap.End()));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
