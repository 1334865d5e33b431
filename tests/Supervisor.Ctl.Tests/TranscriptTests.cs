namespace Supervisor.Ctl.Tests;

/// <summary>The golden transcripts in <c>Transcripts/</c>: every command against every answer, as a user sees it.</summary>
public sealed class TranscriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_run_gives_what_its_transcript_says(string file)
    {
        string expected = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        var actual = new List<string> { expected[..expected.IndexOf("== ", StringComparison.Ordinal)] };
        foreach (Transcript transcript in Transcript.Parse(expected.Split('\n')))
            actual.Add(await transcript.RunAsync(TestContext.Current.CancellationToken) + "\n");
        string text = string.Concat(actual).TrimEnd('\n') + "\n";
        if (text != expected && Environment.GetEnvironmentVariable("TRANSCRIPTS_OUT") is { } folder)
            await File.WriteAllTextAsync(Path.Combine(folder, file), text, TestContext.Current.CancellationToken);
        Assert.Equal(expected, text);
    }
}
