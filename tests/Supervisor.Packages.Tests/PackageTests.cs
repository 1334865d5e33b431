namespace Supervisor.Packages.Tests;

/// <summary>The packages as somebody meets them who has nothing else of this project.</summary>
public sealed class PackageTests(PackageFeed feed)
{
    [Theory]
    [MemberData(nameof(PackageFeed.Names), MemberType = typeof(PackageFeed))]
    public void A_package_has_its_library_its_documentation_a_readme_and_a_license(string name)
    {
        var (files, description) = feed.Open(name);

        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Contains("README.md", files);
        Assert.Contains("<license type=\"expression\">MIT</license>", description, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", description, StringComparison.Ordinal);
        Assert.DoesNotContain("Package Description", description, StringComparison.Ordinal);
        Assert.DoesNotContain("BannedApiAnalyzers", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_examples_compile_without_a_warning_and_print_what_they_say()
    {
        var blocks = DocumentedCode.BlocksOf("subprocess.md");
        Assert.True(blocks.Count >= 5);
        var app = await feed.BuildAppAsync("examples", DocumentedCode.ProgramOf(blocks));

        var (status, output) = await Shell.TryRunAsync("/", app);

        Assert.Equal((0, DocumentedCode.OutputOf(blocks)), (status, output));
    }
}
