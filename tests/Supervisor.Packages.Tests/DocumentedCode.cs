using System.Text;
using Supervisor.Testing;

namespace Supervisor.Packages.Tests;

/// <summary>The C# of a page of the documentation.</summary>
internal static class DocumentedCode
{
    private const string Opening = "```csharp\n";

    public static IReadOnlyList<string> BlocksOf(string page) =>
        [.. File.ReadAllText(Repository.PathOf("docs", page)).Split(Opening).Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];

    /// <summary>A program that runs all blocks one after the other.</summary>
    public static string ProgramOf(IReadOnlyList<string> blocks)
    {
        var program = new StringBuilder("""
            using Supervisor.Posix.Limits;
            using Supervisor.Subprocess;
            using Supervisor.Subprocess.Launching;

            ExecStage.RunIfRequested(args);

            """);
        for (var i = 0; i < blocks.Count; i++) program.Append($"await Example{i}();\n");
        for (var i = 0; i < blocks.Count; i++) program.Append($"\nstatic async Task Example{i}()\n{{\n    await Task.Yield();\n{blocks[i]}}}\n");
        return program.ToString();
    }

    /// <summary>What the comments behind the statements that print say: all from <c>// </c> on, and the lines of comment that follow.</summary>
    public static string OutputOf(IReadOnlyList<string> blocks)
    {
        var output = new StringBuilder();
        foreach (var line in blocks.SelectMany(block => block.Split('\n')))
        {
            var comment = line.IndexOf("// ", StringComparison.Ordinal);
            if (comment >= 0) output.Append(line[(comment + 3)..]).Append('\n');
        }

        return output.ToString();
    }
}
