using Supervisor.Testing;

namespace Supervisor.Core.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly string Folder = Repository.PathOf("tests", "Supervisor.Core.Tests", "Scenarios");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary><c>UPDATE_SCENARIOS=1</c> writes the answers down anew, for review.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_core_does_what_the_transcript_says(string name)
    {
        var path = Path.Combine(Folder, name + ".txt");
        var text = File.ReadAllText(path);
        var played = Scenario.Parse(text).Play();
        if (Environment.GetEnvironmentVariable("UPDATE_SCENARIOS") == "1" && played != text)
        {
            File.WriteAllText(path, played);
            text = played;
        }

        Assert.Equal(text, played);
    }
}
