namespace Supervisor.Keeper.Tests;

public sealed class KeeperChildExitTests : ChildExitContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new KeeperUnderTest(handler);
}

public sealed class KeeperChildSignalTests : ChildSignalContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new KeeperUnderTest(handler);
}

public sealed class KeeperChildFailureTests : ChildFailureContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new KeeperUnderTest(handler);
}

public sealed class KeeperChildSurroundingsTests : ChildSurroundingsContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new KeeperUnderTest(handler);
}

public sealed class KeeperChildSocketTests : ChildSocketContract
{
    protected override HostUnderTest Create(Action<HostEvent> handler) => new KeeperUnderTest(handler);
}
