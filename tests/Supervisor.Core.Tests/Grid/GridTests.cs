using Supervisor.Core.Processes;
using Supervisor.Testing;

namespace Supervisor.Core.Tests.Grid;

public sealed class GridTests
{
    [Fact]
    public void Every_state_and_event_does_what_the_page_says()
    {
        var path = Path.Combine(Repository.Root, "docs", "state-machine.md");
        var page = StateMachinePage.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_STATE_MACHINE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page);
    }

    [Fact]
    public void The_page_knows_every_state()
    {
        var shown = GridSamples.States.Select(state => state.Entry.State.GetType()).ToHashSet();
        Assert.Equal(Cases(typeof(ProcessState)), shown);
    }

    [Fact]
    public void The_page_knows_every_event()
    {
        var shown = GridSamples.Events.Select(sample => sample.Event.GetType()).ToHashSet();
        Assert.Equal(Cases(typeof(ProcessEvent)), shown);
    }

    private static HashSet<Type> Cases(Type family) =>
        [.. family.GetNestedTypes().Where(type => type.IsSubclassOf(family) && !type.IsAbstract)];
}
