using System.Text.Json;
using Supervisor.Environments.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Packages;

/// <summary>What the release says that it is made of.</summary>
public sealed class BillOfMaterialsTests
{
    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public async Task It_has_every_library_that_is_linked_in_with_its_version(string rid)
    {
        var printed = await Packaging.RunAsync("sbom.sh", new Dictionary<string, string?> { ["SOURCE_DATE_EPOCH"] = "1700000000" }, rid);

        using var document = JsonDocument.Parse(printed);
        var root = document.RootElement;
        Assert.Equal(("CycloneDX", "1.6"), (root.GetProperty("bomFormat").GetString(), root.GetProperty("specVersion").GetString()));
        Assert.Equal("2023-11-14T22:13:20Z", root.GetProperty("metadata").GetProperty("timestamp").GetString());
        var components = root.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("version").GetString()!);
        Assert.Contains($"runtime.{rid}.Microsoft.DotNet.ILCompiler", components.Keys);
        Assert.DoesNotContain(components.Keys, name => name.Contains("Analyzers", StringComparison.Ordinal));
        Assert.Equal(components.Count, root.GetProperty("dependencies")[0].GetProperty("dependsOn").GetArrayLength());

        // Every package that a project of src names is there, in the version that is pinned.
        var pinned = System.Xml.Linq.XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Version")!.Value);
        foreach (var name in new[] { "Serilog", "Tomlyn", "Mono.Posix.NETStandard" })
        {
            Assert.Equal(pinned[name], components[name]);
        }
    }
}
