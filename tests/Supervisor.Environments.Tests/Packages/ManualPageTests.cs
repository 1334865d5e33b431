using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Packages;

/// <summary>The manual pages, which are made of the pages in <c>docs/</c>.</summary>
public sealed class ManualPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("supervisord", 8, "supervisord.md", "--nodaemon")]
    [InlineData("supervisorctl", 1, "supervisorctl.md", "maintail")]
    [InlineData("supervisord.toml", 5, "configuration.md", "stdout_logfile_maxbytes")]
    public async Task A_page_is_formatted_without_a_warning_and_has_what_the_document_has(string name, int section, string document, string word)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/man"), "man-db is not installed");
        var page = _folder.Write($"{name}.{section}", await MadeAsync(name, section, document));

        var shown = await Command.RunAsync(["man", "--warnings", "-l", page], "", new Dictionary<string, string?> { ["MANWIDTH"] = "120", ["LC_ALL"] = "C.UTF-8", ["MAN_KEEP_FORMATTING"] = null });

        Assert.Equal((0, ""), (shown.ExitCode, shown.Stderr));
        Assert.StartsWith($"{name.ToUpperInvariant()}({section})", shown.Stdout.TrimStart(), StringComparison.Ordinal);
        Assert.Contains($"NAME\n       {name} - about it\n", shown.Stdout, StringComparison.Ordinal);
        Assert.Contains(word, shown.Stdout, StringComparison.Ordinal);
        // Nothing of the markup is left over.
        Assert.DoesNotContain("](", shown.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("|---", shown.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("```", shown.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_document_marks_is_marked_and_what_roff_would_take_for_its_own_is_text()
    {
        _folder.Write("x.md", """
            # Title
            `code-x` and **strong** and *soft* and [a link](x.md#y), a \ and 2 * 3 * 4.

            | key | type | meaning |
            |---|---|---|
            | `a` | path | `x | y` is one cell |

            ```sh
            .not a request
            ```
            """);

        var made = await MadeAsync("x", 1, _folder["x.md"]);

        Assert.Contains("\\fBcode\\-x\\fR and \\fBstrong\\fR and \\fIsoft\\fR and a link, a \\e and 2 * 3 * 4.\n", made, StringComparison.Ordinal);
        Assert.Contains(".TP\n\\fBa\\fR  (path)\n\\fBx | y\\fR is one cell\n", made, StringComparison.Ordinal);
        Assert.Contains(".EX\n\\&.not a request\n.EE\n", made, StringComparison.Ordinal);
    }

    private static async Task<string> MadeAsync(string name, int section, string document)
    {
        var result = await Command.RunAsync(
            "awk", "-v", $"name={name}", "-v", $"section={section}", "-v", "about=about it", "-v", "date=2026-01-02", "-v", "version=1",
            "-f", Repository.PathOf("packaging", "man.awk"), Path.Combine(Repository.PathOf("docs"), document));
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Stdout;
    }
}
