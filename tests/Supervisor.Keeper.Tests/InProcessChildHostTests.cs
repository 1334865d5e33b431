namespace Supervisor.Keeper.Tests;

public sealed class InProcessChildExitTests : ChildExitContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));

    [Fact]
    public void A_host_whose_children_are_quiet_does_not_wake()
    {
        var child = Spawn(Command("/bin/sleep", "1000"));
        Events.Spawned(child);
        Observe.WaitUntil(() => Observe.SwitchesOf("child exits", Tested.Process) > 0, "the watching thread runs");
        var before = Observe.SwitchesOf("child exits", Tested.Process);
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        var after = Observe.SwitchesOf("child exits", Tested.Process);
        Host.Signal(child, 9, SignalScope.Process);
        Events.Exited(child);

        Assert.Equal(before, after);
    }
}

public sealed class InProcessChildSignalTests : ChildSignalContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));
}

public sealed class InProcessChildFailureTests : ChildFailureContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));
}

public sealed class InProcessChildSurroundingsTests : ChildSurroundingsContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));
}

public sealed class InProcessChildSocketTests : ChildSocketContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));
}
