using System.Text;
using System.Text.RegularExpressions;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests.Differential;

/// <summary>
/// Runs a script with Python's supervisord and with ours, each driven by Python's supervisorctl and by ours, and compares what every
/// step gave. Only what is <see cref="Known"/> may differ, and it must be documented, and really differ.
/// </summary>
public abstract partial class DifferentialTest
{
    private static readonly Lazy<string> Documentation = new(() =>
        Blanks().Replace(File.ReadAllText(Repository.PathOf("docs", "differences.md")), " "));

    protected DifferentialTest() => DebianSupervisor.IsNeeded();

    internal static async Task SameAsync(IReadOnlyList<Pair> pairs, Func<ComparedRun, Task> script, params Known[] known)
    {
        foreach (Known difference in known)
            Assert.Contains(difference.Documented, Documentation.Value, StringComparison.Ordinal);
        ComparedRun[] runs = [.. pairs.Select(pair => new ComparedRun(pair))];
        try
        {
            await Task.WhenAll(runs.Select(script));
            Compare(runs, known);
        }
        finally
        {
            foreach (ComparedRun run in runs)
                await run.DisposeAsync();
        }
    }

    private static void Compare(ComparedRun[] runs, Known[] known)
    {
        var found = new StringBuilder();
        var used = new HashSet<Known>();
        ComparedRun original = runs[0];
        foreach (ComparedRun run in runs.Skip(1))
        {
            Assert.Equal(original.Steps.Select(step => step.Step), run.Steps.Select(step => step.Step));
            foreach (((string step, string theirs), (_, string ours)) in original.Steps.Zip(run.Steps))
            {
                Known? meant = known.FirstOrDefault(difference => difference.Step == step && difference.Concerns(run.Pair));
                string expected = meant?.Ours ?? theirs;
                if (meant is not null && meant.Ours != theirs)
                    used.Add(meant);
                if (expected != ours)
                    found.Append($"=== {step} ({run.Pair})\n--- expected{(meant is null ? "" : " (known)")}\n{expected}\n--- found\n{ours}\n");
            }
        }

        foreach (Known difference in known.Except(used))
            found.Append($"=== {difference.Step} ({difference.Part}): the known difference is none\n");
        Assert.True(found.Length == 0, found.ToString());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
