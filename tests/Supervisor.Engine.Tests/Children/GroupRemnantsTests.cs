using System.Collections.Concurrent;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Output;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Tests.Output;
using Supervisor.Keeper;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Testing;

namespace Supervisor.Engine.Tests.Children;

/// <summary>That nobody goes through all processes of the machine for each of thousands that end.</summary>
public sealed class GroupRemnantsTests : IDisposable
{
    private const int Group = 4711;
    private readonly PumpRig _rig = new();
    private readonly KernelOfBefore69 _kernel = new();

    [Fact]
    public void A_leader_that_only_waits_to_be_reaped_is_no_reason_to_look_through_all_processes()
    {
        var child = NewChild("web");
        var remnants = new GroupRemnants(_kernel, new EarlierPipes(NoKeptDescriptors.Instance), _rig.Notices.Enqueue, _kernel);
        _kernel.Groups[Group] = [];

        remnants.AfterExit(new ChildRef("web:web", 1), Group, child);

        Assert.Equal(["acknowledged web:web", "answered web:web"], _kernel.Asked);
        Assert.Equal(0, _kernel.Looks);
    }

    [Fact]
    public async Task Whoever_ends_while_processes_are_looked_through_waits_for_one_more_look_for_all()
    {
        const int Many = 500;
        var remnants = new GroupRemnants(_kernel, new EarlierPipes(NoKeptDescriptors.Instance), _rig.Notices.Enqueue, _kernel);
        using var held = new ManualResetEventSlim();
        _kernel.LookHeldBy = held;
        for (var i = 0; i < Many; i++)
        {
            _kernel.Groups[Group + i] = [(100_000 + i, "left")];
            remnants.AfterExit(new ChildRef($"web:{i}", 1), Group + i, NewChild($"{i}"));
        }

        held.Set();
        await Eventually.IsTrueAsync(() => _rig.Notices.Count == Many, "each is told about");
        Assert.InRange(_kernel.Looks, 1, 2);
        var told = _rig.Notices.Cast<OutputNotice.LeftBehind>().ToList();
        Assert.Equal(Many, told.Select(notice => notice.Process).Distinct().Count());
        Assert.All(told, notice => Assert.Equal([(100_000 + notice.Pid - Group, "left")], notice.Members));
    }

    [Fact]
    public void A_group_is_killed_before_its_number_is_given_back()
    {
        var child = NewChild("web");
        child.KillAsGroup = true;
        _kernel.Groups[Group] = [];

        new GroupRemnants(_kernel, new EarlierPipes(NoKeptDescriptors.Instance), _rig.Notices.Enqueue, _kernel).AfterExit(new ChildRef("web:web", 1), Group, child);

        Assert.Equal(["killed the group of web:web", "acknowledged web:web", "answered web:web"], _kernel.Asked);
        Assert.Equal(0, _kernel.Looks);
    }

    public void Dispose() => _rig.Dispose();

    private Child NewChild(string name) =>
        new(new ProcessName("web", name), _rig.Open(SinkTarget.None.Instance), _rig.Open(SinkTarget.None.Instance), []);

    /// <summary>A host and its kernel, for which an ended leader is a member of its group until it is acknowledged.</summary>
    private sealed class KernelOfBefore69 : IChildHost, IProcessGroups
    {
        private int _looks;
        private volatile bool _reaped;

        public ConcurrentDictionary<int, (int Pid, string Name)[]> Groups { get; } = new();

        public ConcurrentQueue<string> Asked { get; } = new();

        public ManualResetEventSlim? LookHeldBy { get; set; }

        public int Looks => _looks;

        public bool HasAny(int group) => !_reaped || Groups[group].Length > 0;

        public ILookup<int, (int Pid, string Name)> Members(IReadOnlySet<int> groups)
        {
            Interlocked.Increment(ref _looks);
            LookHeldBy?.Wait(TestContext.Current.CancellationToken);
            return groups.SelectMany(group => Groups[group].Select(member => (Group: group, Member: member))).ToLookup(each => each.Group, each => each.Member);
        }

        public void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null) => throw new NotSupportedException();

        public int Signal(ChildRef child, int signal, SignalScope scope)
        {
            Asked.Enqueue(scope == SignalScope.Group ? $"killed the group of {child.Name}" : $"answered {child.Name}");
            return Errno.ESRCH.Value;
        }

        public void Acknowledge(ChildRef child)
        {
            _reaped = true;
            Asked.Enqueue($"acknowledged {child.Name}");
        }

        public void Dispose()
        {
        }
    }
}
