using System.IO.Compression;
using Supervisor.Testing;

namespace Supervisor.Packages.Tests;

/// <summary>The packages, packed from what was built with the tests into a feed that goes with the tests, and a folder for apps that use them.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly string[] Packed = ["Supervisor.Posix", "Supervisor.Subprocess", "Supervisor.Daemonization", "Supervisor.Control"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names { get; } = [.. Packed];

    public async ValueTask InitializeAsync()
    {
        // .../bin/Debug/net10.0/
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;
        await Task.WhenAll(Packed.Select(name => Shell.RunAsync(
            Repository.Root, "dotnet", "pack", $"src/{name}", "--no-build", "-c", configuration, "-o", _folder["feed"], "-warnaserror", "-nologo", "-v", "quiet")));
        WriteRestoreSettings();
    }

    /// <summary>The names of the files in a package, and what its description says.</summary>
    public (IReadOnlyList<string> Files, string Description) Open(string name)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(_folder["feed"], $"{name}.*.nupkg").Single());
        using var description = new StreamReader(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        return ([.. package.Entries.Select(entry => entry.FullName)], description.ReadToEnd());
    }

    /// <summary>Builds an app that has nothing of this project but its packages; a warning fails it. Returns the path of its executable.</summary>
    public async Task<string> BuildAppAsync(string name, string program)
    {
        _folder.Write($"{name}/Program.cs", program);
        _folder.Write($"{name}/{name}.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <AnalysisLevel>latest</AnalysisLevel>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Supervisor.Subprocess" Version="*" />
                <PackageReference Include="Supervisor.Daemonization" Version="*" />
              </ItemGroup>
            </Project>
            """);
        await Shell.RunAsync(_folder[name], "dotnet", "build", "-warnaserror", "-nologo", "-v", "quiet", "-o", _folder[$"{name}-out"]);
        return Path.Join(_folder[$"{name}-out"], name);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Ours come from the feed and are unpacked beside it, not into the user's cache; what others have made is taken from that cache.
    private void WriteRestoreSettings()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder["packages"]}" /></config>
              <packageSources>
                <clear />
                <add key="tested" value="{_folder["feed"]}" />
              </packageSources>
              <fallbackPackageFolders><add key="cache" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """);
    }
}
