namespace Supervisor.Keeper.Tests;

public sealed class InProcessChildExitTests : ChildExitContract
{
    protected override IChildHost Create(Action<HostEvent> handler) => new InProcessChildHost(handler);
}

public sealed class InProcessChildSignalTests : ChildSignalContract
{
    protected override IChildHost Create(Action<HostEvent> handler) => new InProcessChildHost(handler);
}

public sealed class InProcessChildFailureTests : ChildFailureContract
{
    protected override IChildHost Create(Action<HostEvent> handler) => new InProcessChildHost(handler);
}

public sealed class InProcessChildSurroundingsTests : ChildSurroundingsContract
{
    protected override IChildHost Create(Action<HostEvent> handler) => new InProcessChildHost(handler);
}
