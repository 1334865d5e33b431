using System.Diagnostics;
using System.Text.Json;

namespace Supervisor.Subprocess.Tests.Text;

public sealed class ShlexTests
{
    private static readonly JsonElement Cases =
        JsonDocument.Parse(File.ReadAllText(Path.Join(AppContext.BaseDirectory, "Data", "shlex-cases.json"))).RootElement;

    [Fact]
    public void All_recorded_texts_are_split_as_python_splits_them()
    {
        var count = 0;
        foreach (var recorded in Cases.GetProperty("splits").EnumerateArray())
        {
            var text = recorded.GetProperty("text").GetString()!;
            var expected = recorded.GetProperty("error").GetString() ?? Json(Words(recorded.GetProperty("words")));

            var actual = SplitOrError(text, recorded.GetProperty("comments").GetBoolean(), recorded.GetProperty("posix").GetBoolean());

            Assert.True(expected == actual, $"{recorded}: got {actual}");
            count++;
        }

        Assert.True(count >= 200);
    }

    [Fact]
    public void All_recorded_texts_are_quoted_as_python_quotes_them()
    {
        foreach (var recorded in Cases.GetProperty("quotes").EnumerateArray())
            Assert.Equal(recorded.GetProperty("quoted").GetString(), Shlex.Quote(recorded.GetProperty("text").GetString()!));
    }

    [Fact]
    public void Joined_words_are_split_into_themselves()
    {
        string[] words = ["a", "", "b c", "it's", "\"", "\\", "#", "$x", "new\nline"];

        Assert.Equal(words, Shlex.Split(Shlex.Join(words)));
        Assert.Equal(words, Shlex.Split(Shlex.Join(words), comments: true));
    }

    [Fact]
    public void Random_texts_are_split_as_the_python_here_splits_them()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const string Alphabet = "abä'\"\\ #\n\t\r;😀";
        var texts = Enumerable.Range(0, 400)
            .Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length - 2)])]))
            .ToList();
        var lines = Python(texts);
        Assert.SkipWhen(lines is null, "python3 is not installed");

        for (var i = 0; i < texts.Count; i++)
        {
            var mode = JsonDocument.Parse(lines[i]).RootElement;
            for (var m = 0; m < 4; m++)
            {
                var expected = mode[m].ValueKind == JsonValueKind.String ? mode[m].GetString() : Json(Words(mode[m]));
                Assert.True(expected == SplitOrError(texts[i], m % 2 == 1, m < 2), $"seed {seed}, text {Json([texts[i]])}, mode {m}: {expected}");
            }
        }
    }

    private static string SplitOrError(string text, bool comments, bool posix)
    {
        try
        {
            return Json(Shlex.Split(text, comments, posix));
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static IReadOnlyList<string> Words(JsonElement words) => [.. words.EnumerateArray().Select(w => w.GetString()!)];

    private static string Json(IReadOnlyList<string> words) => JsonSerializer.Serialize(words);

    private static string[]? Python(List<string> texts)
    {
        const string Script = """
            import sys, json, shlex
            def attempt(t, c, p):
                try:
                    return shlex.split(t, comments=c, posix=p)
                except ValueError as e:
                    return str(e)
            for t in json.load(sys.stdin):
                print(json.dumps([attempt(t, c, p) for p in (True, False) for c in (False, True)]))
            """;
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            python.StandardInput.Write(JsonSerializer.Serialize(texts));
            python.StandardInput.Close();
            return python.StandardOutput.ReadToEnd().Split('\n');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
