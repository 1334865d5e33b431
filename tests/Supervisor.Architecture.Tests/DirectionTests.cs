using System.Text.RegularExpressions;

namespace Supervisor.Architecture.Tests;

public sealed class DirectionTests
{
    // What each room may reference at the most; a room that is not listed may not exist.
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Supervisor.Core"] = [],
        ["Supervisor.Config"] = ["Supervisor.Core"],
        ["Supervisor.Posix"] = [],
        ["Supervisor.Subprocess"] = ["Supervisor.Posix"],
        ["Supervisor.Daemonization"] = ["Supervisor.Posix"],
        ["Supervisor.Keeper"] = ["Supervisor.Posix", "Supervisor.Subprocess"],
        ["Supervisor.Engine"] = ["Supervisor.Core", "Supervisor.Posix", "Supervisor.Keeper"],
        ["Supervisor.Control"] = [],
        ["Supervisor.Daemon"] =
        [
            "Supervisor.Core", "Supervisor.Config", "Supervisor.Posix", "Supervisor.Subprocess", "Supervisor.Daemonization",
            "Supervisor.Keeper", "Supervisor.Engine", "Supervisor.Control",
        ],
        ["Supervisor.Ctl"] = ["Supervisor.Control", "Supervisor.Config", "Supervisor.Posix"],
    };

    public static TheoryData<string> AllRooms => [.. Rooms.All];

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_room_references_only_what_the_architecture_allows(string room)
    {
        Assert.True(MayReference.TryGetValue(room, out var allowed), $"{room} is not a room of the architecture");
        Assert.Empty(Rooms.ReferencesOf(room).Except(allowed));
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_room_states_its_law_in_a_short_readme(string room)
    {
        var readme = Testing.Repository.PathOf("src", room, "README.md");
        Assert.True(File.Exists(readme), $"{room} has no README.md");
        Assert.InRange(File.ReadAllLines(readme).Length, 1, 40);
    }

    [Fact]
    public void The_core_uses_no_package_clock_thread_or_file()
    {
        Assert.Empty(Rooms.PackagesOf("Supervisor.Core"));
        var banned = new Regex(
            @"DateTime(Offset)?\.(Utc)?Now|Stopwatch|Environment\.|System\.IO|File\.|Thread|Task\b|\block\b|new Random|TimeProvider|Guid\.NewGuid");
        var found =
            from file in Rooms.SourcesOf("Supervisor.Core")
            from line in File.ReadLines(file)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            where banned.IsMatch(line.Replace("LogDestination.File", "", StringComparison.Ordinal))
            select $"{Path.GetFileName(file)}: {line.Trim()}";
        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void Calls_into_the_C_library_live_in_the_posix_room(string room)
    {
        if (room == "Supervisor.Posix") return;
        var imports =
            from file in Rooms.SourcesOf(room)
            let text = File.ReadAllText(file)
            where text.Contains("LibraryImport", StringComparison.Ordinal)
                || text.Contains("DllImport", StringComparison.Ordinal)
                || text.Contains("Mono.Unix", StringComparison.Ordinal)
            select file;
        Assert.Empty(imports);
    }

    [Fact]
    public void The_reactor_takes_no_lock()
    {
        var locks =
            from file in Rooms.SourcesOf("Supervisor.Engine")
            where file.Contains("/Reactor/", StringComparison.Ordinal)
            where Regex.IsMatch(File.ReadAllText(file), @"\block\s*\(|\bMonitor\.|SemaphoreSlim|\bMutex\b")
            select file;
        Assert.Empty(locks);
    }
}
