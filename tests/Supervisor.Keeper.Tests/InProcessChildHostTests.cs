namespace Supervisor.Keeper.Tests;

public sealed class InProcessChildExitTests : ChildExitContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new(new InProcessChildHost(handler));
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
