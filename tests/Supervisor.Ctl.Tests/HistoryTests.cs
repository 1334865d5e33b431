using Supervisor.Ctl.Input;

namespace Supervisor.Ctl.Tests;

public sealed class HistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Path1 => Path.Combine(_folder, "history");

    [Fact]
    public void Blank_lines_and_repetitions_are_not_kept()
    {
        var history = new History();
        foreach (string line in (string[])["a", "a", "", " ", "b", "a"])
            history.Add(line);
        Assert.Equal(["a", "b", "a"], history.Lines);
    }

    [Fact]
    public void Two_shells_at_once_lose_no_line()
    {
        File.WriteAllText(Path1, "old\n");
        var file = new HistoryFile(Path1);
        History one = Load(file), two = Load(file);
        one.Add("first");
        two.Add("second");
        file.Save(one);
        file.Save(two);
        Assert.Equal("old\nfirst\nsecond\n", File.ReadAllText(Path1));
    }

    [Fact]
    public void A_new_file_is_for_its_owner_only()
    {
        var file = new HistoryFile(Path1);
        History history = Load(file);
        history.Add("x");
        file.Save(history);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path1));
    }

    [Fact]
    public void A_file_that_has_grown_too_long_is_cut()
    {
        File.WriteAllLines(Path1, Enumerable.Range(0, 6000).Select(i => $"line {i}"));
        History history = Load(new HistoryFile(Path1));
        Assert.Equal((1000, "line 5999"), (history.Lines.Count, history.Lines[^1]));
        Assert.Equal(1000, File.ReadAllLines(Path1).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static History Load(HistoryFile file)
    {
        var history = new History();
        file.Load(history);
        return history;
    }
}
