using Supervisor.Engine.Children;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Children;

/// <summary>Processes that the kernel has killed, told from those that somebody has killed.</summary>
public sealed class OutOfMemoryKillsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("0::/a/b\n", "a/b/memory.events")]
    [InlineData("0::/\n", "memory.events")]
    [InlineData("0::/../elsewhere\n", "memory.events")]
    [InlineData("12:pids:/a\n7:cpu,memory:/docker/1\n0::/a\n", "memory/docker/1/memory.oom_control")]
    [InlineData("7:memory:/docker/1\n", "memory/memory.oom_control")]
    public void The_counter_of_our_cgroup_tells_which_it_was(string membership, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        Count(file, 3);
        var kills = new OutOfMemoryKills(_root.Path, membership);
        Assert.False(kills.Take());
        Count(file, 5);
        Assert.True(kills.Take());
        Assert.True(kills.Take());
        Assert.False(kills.Take());
        File.Delete(_root[file]);
        Assert.False(kills.Take());
    }

    [Fact]
    public void Without_a_counter_nothing_is_said()
    {
        Assert.False(new OutOfMemoryKills(_root.Path, "0::/a\n").Take());
        Assert.False(new OutOfMemoryKills(_root.Path, "nonsense").Take());
        Assert.False(OutOfMemoryKills.OfThisProcess().Take());
    }

    private void Count(string file, int kills) =>
        File.WriteAllText(_root[file], $"low 0\nhigh 0\nmax 9\noom 9\noom_kill_disable 0\noom_kill {kills}\noom_group_kill 7\n");
}
