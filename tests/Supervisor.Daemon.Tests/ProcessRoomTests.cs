using Supervisor.Daemon.Boot;
using Supervisor.Testing;

namespace Supervisor.Daemon.Tests;

/// <summary>Too few processes and threads for a start are said in one line, and not by threads that cannot be started.</summary>
public sealed class ProcessRoomTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0::/a/b\n", "a/b")]
    [InlineData("0::/a/b\n", "a")]
    [InlineData("0::/\n", ".")]
    [InlineData("7:memory:/x\n4:pids:/a/b\n0::/\n", "pids/a/b")]
    [InlineData("4:pids:/not/mounted/here\n", "pids")]
    public void The_limit_is_found_and_named(string membership, string folder)
    {
        _folder.Write($"{folder}/pids.max", "20\n");
        _folder.Write($"{folder}/pids.current", "7\n");
        var room = ProcessRoom.Of(_folder.Path, membership)!;
        Assert.Equal((20, 7), (room.Most, room.Used));
        Assert.Contains("at most 20 processes and threads are allowed here, and 7 are there already", room.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', room.Explanation);
    }

    [Fact]
    public void Where_there_is_no_limit_there_is_room()
    {
        _folder.Write("a/pids.max", "max\n");
        _folder.Write("a/pids.current", "7\n");
        Assert.Null(ProcessRoom.Of(_folder.Path, "0::/a\n"));
        Assert.Null(ProcessRoom.Of(_folder.Path, ""));
    }

    [Fact]
    public void The_tightest_of_several_counts()
    {
        _folder.Write("a/pids.max", "100\n");
        _folder.Write("a/pids.current", "99\n");
        _folder.Write("a/b/pids.max", "50\n");
        _folder.Write("a/b/pids.current", "3\n");
        Assert.Equal(100, ProcessRoom.Of(_folder.Path, "0::/a/b\n")!.Most);
    }
}
