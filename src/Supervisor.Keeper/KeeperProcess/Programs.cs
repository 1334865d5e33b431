using Supervisor.Keeper.KeeperProcess.Renewing;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>The children of the keeper that are programs. Only the loop touches the table; starts run on threads of their own.</summary>
internal sealed class Programs : IDisposable
{
    // Closing what few children leave takes less time than to wake a thread for it.
    private const int FewForgotten = 16;

    private readonly Dictionary<ChildRef, KeptChild> _children = [];
    private readonly List<KeptChild> _forgotten = [];
    private readonly InputQueue _inputs;
    private readonly InProcessChildHost _host;
    private readonly SpawnThreads _threads;
    private readonly SurroundingsTaken _surroundings;

    internal Programs(InputQueue inputs, SpawnThreads threads, ulong softLimit)
        : this(inputs, threads, softLimit, adopting: false)
    {
    }

    /// <summary>The programs of an earlier image of this process. <see cref="AdoptionOver"/> is to follow when its other children are known too.</summary>
    internal Programs(InputQueue inputs, SpawnThreads threads, KeeperState state)
        : this(inputs, threads, state.SoftLimit, adopting: true)
    {
        (_surroundings.Directory, _surroundings.User, _surroundings.Mark) = (state.Directory, state.User, state.Mark);
        foreach (var record in state.Children)
        {
            _children[record.Ref] = KeptChild.From(record);
            if (record.Pidfd is { } pidfd)
                _host.Adopt(record.Ref, record.Birth.Pid, new OwnedDescriptor(pidfd), wasReaped: record.Exit is not null);
        }
    }

    private Programs(InputQueue inputs, SpawnThreads threads, ulong softLimit, bool adopting)
    {
        _inputs = inputs;
        _threads = threads;
        _surroundings = new SurroundingsTaken(softLimit);
        _host = new InProcessChildHost(Told, adopting);
    }

    internal ChildWatcher Watcher => _host.Watcher;

    internal ICollection<KeptChild> All => _children.Values;

    /// <summary>Whether there is a program that has not ended.</summary>
    internal bool AnyAlive => _children.Values.Any(c => c.State is ChildState.Starting or ChildState.Running);

    /// <summary>Whether there is a start whose outcome is not known.</summary>
    internal bool AnyStarting => _children.Values.Any(c => c.State is ChildState.Starting);

    /// <summary>What programs get that name nothing else.</summary>
    internal SurroundingsTaken Surroundings => _surroundings;

    internal void AdoptionOver() => _host.AdoptionOver();

    internal IReadOnlyList<ChildRecord> ToRecords() => [.. _children.Values.Select(c => c.ToRecord(_host.Find(c.Ref)?.Pidfd.Number))];

    /// <summary>Begins a start. Null with EEXIST when this life is known already. The socket is closed here, whatever comes of it.</summary>
    internal KeptChild? Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket)
    {
        // A start may need what they have left.
        Tidy();
        var kept = new KeptChild(child);
        if (!_children.TryAdd(child, kept))
        {
            socket?.Dispose();
            return null;
        }

        var complete = request with
        {
            Directory = request.Directory ?? _surroundings.Directory,
            SoftDescriptorLimit = request.SoftDescriptorLimit ?? (long)Math.Min(_surroundings.SoftLimit, long.MaxValue),
            Environment = ProgramMark.On(request.Environment, _surroundings.Mark),
        };
        _threads.Add(
            () =>
            {
                using (socket)
                    Start(child, complete, socket);
                _inputs.Post(new KeeperInput.SpawnOver(child));
            });
        return kept;
    }

    internal int Signal(ChildRef child, int signal, SignalScope scope) => _host.Signal(child, signal, scope);

    /// <summary>ESRCH for an unknown child, EBUSY for one that has not ended.</summary>
    internal Errno Acknowledge(ChildRef child)
    {
        if (!_children.TryGetValue(child, out var kept))
            return Errno.ESRCH;
        if (kept.State is ChildState.Starting or ChildState.Running)
            return Errno.EBUSY;
        _children.Remove(child);
        _host.Acknowledge(child);
        _forgotten.Add(kept);
        return Errno.None;
    }

    /// <summary>
    /// Closes what forgotten children have left; to be called before anybody is answered. Where many end at once another thread does it: it is a third of
    /// what an end costs here, and who ends next waits for it.
    /// </summary>
    internal void Tidy()
    {
        if (_forgotten.Count == 0)
            return;
        if (_forgotten.Count <= FewForgotten)
        {
            _forgotten.ForEach(child => child.Dispose());
            _forgotten.Clear();
            return;
        }

        KeptChild[] forgotten = [.. _forgotten];
        _forgotten.Clear();
        _threads.Add(() => Array.ForEach(forgotten, child => child.Dispose()));
    }

    internal KeptChild? Find(ChildRef child) => _children.GetValueOrDefault(child);

    /// <summary>The programs run on.</summary>
    public void Dispose()
    {
        _host.Dispose();
        foreach (var child in _children.Values.Concat(_forgotten))
            child.Dispose();
    }

    // The descriptors of a started child must not be lost, so a failure of ours is told like any other.
    private void Start(ChildRef child, SpawnRequest request, OwnedDescriptor? socket)
    {
        try
        {
            _host.Spawn(child, request, socket);
        }
        catch (Exception e) when (e is PosixException or ArgumentException)
        {
            var errno = e is PosixException posix ? posix.Errno : Errno.EINVAL;
            Told(new HostEvent.SpawnFailed(child, new SpawnFailure(SpawnStage.Fork, errno.Value, request.Executable)));
        }
    }

    // The outcome of a start wakes the loop when the start is over, which it is in a moment.
    private void Told(HostEvent what)
    {
        var told = new KeeperInput.Told(what);
        if (what is HostEvent.Spawned or HostEvent.SpawnFailed)
            _inputs.Add(told);
        else
            _inputs.Post(told);
    }
}
