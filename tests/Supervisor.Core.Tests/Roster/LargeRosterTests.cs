using System.Diagnostics;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Core.Tests.Specs;
using Supervisor.Core.Tests.Text;

namespace Supervisor.Core.Tests.Roster;

public sealed class LargeRosterTests
{
    private const int Processes = 10_000;

    /// <summary>A path through a tree of 10,000 entries and the effects; copying the roster would be a megabyte.</summary>
    private const long MostBytes = 8 * 1024;

    [Fact]
    public void An_event_among_ten_thousand_processes_touches_only_its_own()
    {
        var state = Running();
        var name = Name(Processes / 2);

        Assert.InRange(BytesOf(state, new Input.ChildExited(name, 1, new ExitOutcome.Code(1))), 1, MostBytes);
        Assert.InRange(BytesOf(state, new Input.Stop(new RequestId(1), new Selection.OneProcess(name), Wait: true)), 1, MostBytes);
        Assert.InRange(BytesOf(state, new Input.DeadlineReached(name)), 1, MostBytes);
    }

    [Fact]
    public void An_exit_during_the_shutdown_of_ten_thousand_touches_only_its_own()
    {
        var state = RosterMachine.Step(Running(), new Input.Shutdown(), Clock.At(2)).State;

        Assert.InRange(BytesOf(state, new Input.ChildExited(Name(Processes / 2), 1, new ExitOutcome.Code(0))), 1, MostBytes);
    }

    [Fact]
    public void The_last_exits_of_many_that_end_one_by_one_take_no_longer_than_the_first_ones()
    {
        // Where everything ends with the last: who would look at all others each time goes through ever more that have ended.
        const int Each = 1000;
        var state = Running(ExitWhen.AllExited);
        var warmUp = state;
        _ = FastExits(ref warmUp, 0, Each);
        var first = FastExits(ref state, 0, Each);
        _ = FastExits(ref state, Each, Processes - 2 * Each);
        var last = FastExits(ref state, Processes - Each, Each);

        Assert.True(last < 5 * first, $"an exit took {first} ns among those that run, and {last} ns among those that have ended");
        Assert.Equal(EndReason.AllExited, state.Ending?.Reason);
    }

    [Fact]
    public void Readers_see_groups_and_counts()
    {
        var state = Running();

        Assert.Equal(Processes, state.CountIn(StateCode.Running));
        Assert.Equal(Processes, state.CountAlive());
        Assert.Equal(100, state.GroupsInOrder().Count());
        Assert.Equal("p00", state.ProcessesOf("g00").First().Spec.Name.Name);
        Assert.Empty(state.ProcessesOf("nosuch"));
    }

    private static ProcessName Name(int number) => new($"g{number / 100:00}", $"p{number % 100:00}");

    private static double FastExits(ref RosterState state, int from, int count)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            state = RosterMachine.Step(state, new Input.ChildExited(Name(from + i), 1, new ExitOutcome.Code(0)), Clock.At(3)).State;
            times[i] = Stopwatch.GetElapsedTime(began).TotalNanoseconds;
        }

        // What the machine does meanwhile makes none faster.
        Array.Sort(times);
        return times[count / 4];
    }

    private static RosterState Running(ExitWhen exitWhen = ExitWhen.Never)
    {
        var groups = Enumerable.Range(0, Processes)
            .Select(Name)
            .GroupBy(name => name.Group)
            .Select(group => new GroupSpec(group.Key, 1, [.. group.Select(name =>
                Given.Process(name.Group, name.Name) with { StartDuration = TimeSpan.Zero })]));
        var state = RosterMachine.Step(RosterState.Empty, new Input.Boot(Given.Roster(groups)) { ExitWhen = exitWhen }, Clock.At(0)).State;
        foreach (var number in Enumerable.Range(0, Processes))
        {
            state = RosterMachine.Step(state, new Input.Spawned(Name(number), 1, 1000 + number), Clock.At(1)).State;
        }

        return state;
    }

    private static long BytesOf(RosterState state, Input input)
    {
        RosterMachine.Step(state, input, Clock.At(3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        RosterMachine.Step(state, input, Clock.At(3));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
