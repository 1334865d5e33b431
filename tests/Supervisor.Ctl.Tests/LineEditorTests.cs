using System.Text;
using Supervisor.Ctl.Input;
using Supervisor.Ctl.Terminal;

namespace Supervisor.Ctl.Tests;

/// <summary>Keys in, a line out; and the screen a user sees at the end.</summary>
public sealed class LineEditorTests
{
    [Theory]
    [InlineData("status<enter>", "status")]
    [InlineData("stauts<left><left><left><del>t<bs>tu^d<enter>", "status")]
    [InlineData("tart<home>s<end> x<enter>", "start x")]
    [InlineData("tart^as^e x<enter>", "start x")]
    [InlineData("ab^b^b^fc<enter>", "acb")]
    [InlineData("stop web^wall<enter>", "stop all")]
    [InlineData("stop web ^w^wx<enter>", "x")]
    [InlineData("stop web^a^k<enter>", "")]
    [InlineData("stop web^ustart<enter>", "start")]
    [InlineData("a b^w^y^y<enter>", "a bb")]
    [InlineData("<left><bs><del><right><home><end>^d<f1>^g<enter>", null)]
    [InlineData("x<left><left><left>y<right><right><right>z<enter>", "yxz")]
    [InlineData("é😀<left><bs>x<enter>", "x😀")]
    [InlineData("😀<bs>x<enter>", "x")]
    [InlineData("abc^c", null)]
    [InlineData("^d", null)]
    [InlineData("a^d<bs>^d", null)]
    public async Task A_line_is_edited(string keys, string? line) =>
        Assert.Equal(line, (await EditAsync(keys, new History())).Line);

    [Theory]
    [InlineData("<up><enter>", "three")]
    [InlineData("<up><up><up><up><enter>", "one")]
    [InlineData("draft<up><up><down><down><enter>", "draft")]
    [InlineData("^p^p^n<enter>", "three")]
    [InlineData("<down>x<enter>", "x")]
    [InlineData("<up>!<enter>", "three!")]
    [InlineData("^rw<enter><enter>", "two")]
    [InlineData("^re^r<enter><enter>", "one")]
    [InlineData("^re^r^r^r<enter><enter>", "one")]
    [InlineData("abc^rzz^g<enter>", "abc")]
    [InlineData("^rx<bs>w<enter>!<enter>", "two!")]
    public async Task Earlier_lines_come_back(string keys, string line)
    {
        var history = new History();
        history.Load(["one", "two", "three"]);
        Assert.Equal(line, (await EditAsync(keys, history)).Line);
    }

    [Theory]
    [InlineData("sta<tab><enter>", "sta")]
    [InlineData("star<tab>x<enter>", "start x")]
    [InlineData("s<tab><enter>", "st")]
    [InlineData("zz<tab><enter>", "zz")]
    [InlineData("start web<left><tab><enter>", "start web b")]
    public async Task Tab_completes_as_far_as_it_is_certain(string keys, string line) =>
        Assert.Equal(line, (await EditAsync(keys, new History(), new Words("start", "status", "stop", "web"))).Line);

    [Fact]
    public async Task A_second_tab_lists_what_is_possible()
    {
        (string? line, string screen) = await EditAsync("s<tab><tab>op<enter>", new History(), new Words("start", "status", "stop"));
        Assert.Equal("stop", line);
        Assert.Equal("s> st\nstart  status  stop\ns> stop\n", screen);
    }

    [Fact]
    public async Task What_is_typed_stands_after_the_prompt() =>
        Assert.Equal("s> stap\n", (await EditAsync("stopp<left><left><bs>a<del><enter>", new History())).Screen);

    [Fact]
    public async Task A_line_longer_than_the_screen_scrolls_sideways()
    {
        (string? line, string screen) = await EditAsync("abcdefghijklmno<enter>", new History(), width: 10);
        Assert.Equal(("abcdefghijklmno", "s> jklmno\n"), (line, screen));
        (line, screen) = await EditAsync("abcdefghijklmno<home>X<enter>", new History(), width: 10);
        Assert.Equal(("Xabcdefghijklmno", "s> Xabcde\n"), (line, screen));
    }

    [Fact]
    public async Task A_secret_is_not_shown_and_not_remembered()
    {
        var history = new History();
        history.Load(["status"]);
        (string? line, string screen) = await EditAsync("<up>hidden<bs><enter>", history, secret: true);
        Assert.Equal(("hidde", "s>\n"), (line, screen));
        Assert.Equal(["status"], history.Lines);
    }

    private static async Task<(string? Line, string Screen)> EditAsync(
        string keys, History history, ICompleter? completer = null, int width = 80, bool secret = false)
    {
        using var bytes = new MemoryStream();
        var editor = new LineEditor(
            new ScriptedKeys(keys, width), new TextOutput(bytes), history, completer ?? NoCompleter.Instance)
        { Secret = secret };
        string? line = await editor.ReadAsync("s> ");
        return (line, Screen(Encoding.UTF8.GetString(bytes.ToArray())));
    }

    /// <summary>A terminal that knows carriage return, line feed, "cursor forward" and "erase to the end of the line".</summary>
    private static string Screen(string output)
    {
        var lines = new List<StringBuilder> { new() };
        int column = 0;
        for (int i = 0; i < output.Length; i++)
        {
            StringBuilder row = lines[^1];
            switch (output[i])
            {
                case '\r': column = 0; break;
                case '\n': lines.Add(new StringBuilder()); column = 0; break;
                case '\x1b' when output[i..].StartsWith("\x1b[K", StringComparison.Ordinal):
                    row.Length = Math.Min(row.Length, column);
                    i += 2;
                    break;
                case '\x1b':
                    int end = output.IndexOf('C', i);
                    column += int.Parse(output.AsSpan(i + 2, end - i - 2), System.Globalization.CultureInfo.InvariantCulture);
                    i = end;
                    break;
                default:
                    row.Append(' ', Math.Max(0, column + 1 - row.Length));
                    row[column++] = output[i];
                    break;
            }
        }

        return string.Join('\n', lines.Select(line => line.ToString().TrimEnd()));
    }

    private sealed class Words(params string[] words) : ICompleter
    {
        public Task<IReadOnlyList<string>> CompleteAsync(string line)
        {
            string word = line[(line.LastIndexOf(' ') + 1)..];
            return Task.FromResult<IReadOnlyList<string>>([.. words.Where(w => w.StartsWith(word, StringComparison.Ordinal))]);
        }
    }
}
