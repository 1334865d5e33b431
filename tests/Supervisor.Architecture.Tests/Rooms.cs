using System.Xml.Linq;
using Supervisor.Testing;

namespace Supervisor.Architecture.Tests;

/// <summary>The projects under <c>src</c> and what they reference, as their project files say.</summary>
internal static class Rooms
{
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("src"), "Supervisor.*").Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> ReferencesOf(string room) =>
        Items(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

    public static IEnumerable<string> PackagesOf(string room) => Items(room, "PackageReference");

    public static IEnumerable<string> SourcesOf(string room) => Directory
        .EnumerateFiles(Repository.PathOf("src", room), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> Items(string room, string kind) => XDocument
        .Load(Repository.PathOf("src", room, $"{room}.csproj"))
        .Descendants(kind)
        .Select(item => item.Attribute("Include")!.Value);
}
