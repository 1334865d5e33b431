namespace Supervisor.Keeper.Tests;

/// <summary>The host of a brain, with a keeper process of its own.</summary>
internal sealed class KeeperUnderTest : HostUnderTest
{
    private readonly RunningKeeper _keeper;
    private int _umask;

    internal KeeperUnderTest(Action<HostEvent> handler)
        : this(new RunningKeeper(), handler)
    {
    }

    private KeeperUnderTest(RunningKeeper keeper, Action<HostEvent> handler)
        : base(keeper.NextHost(handler))
    {
        _keeper = keeper;
        _umask = Supervisor.Posix.Processes.CurrentProcess.SetUmask(0);
        Supervisor.Posix.Processes.CurrentProcess.SetUmask(_umask);
    }

    public override bool IsThisProcess => false;

    public override int Process => _keeper.Pid;

    private KeeperChildHost Brain => (KeeperChildHost)Host;

    public override IReadOnlyList<int> Children() => _keeper.Programs();

    public override int OpenDescriptors()
    {
        // What was asked for before is done when this is answered.
        Host.Signal(new ChildRef("nobody", 0), 0, SignalScope.Process);
        return Observe.OpenDescriptors() + Observe.OpenDescriptors(Process);
    }

    public override int UseUmask(int mask)
    {
        Assert.True(Brain.Take(new Supervisor.Keeper.Brain.Surroundings { Umask = mask }).IsDone);
        (var old, _umask) = (_umask, mask);
        return old;
    }

    public override void CloseStdin(HostEvent.Spawned child)
    {
        base.CloseStdin(child);
        Brain.CloseStream(child.Child, 0);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _keeper.Dispose();
    }
}
