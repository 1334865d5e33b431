using System.Collections.Concurrent;
using Supervisor.Core.Events;
using Supervisor.Core.Listeners;
using Supervisor.Core.Notices;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Events;
using Supervisor.Engine.Listeners;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Tests.Output;

namespace Supervisor.Engine.Tests.Listeners;

/// <summary>A pool and its listeners, and the brains that have it one after the other.</summary>
internal sealed class PoolsRig : IDisposable
{
    private readonly PumpRig _pump = new();
    private readonly KeptInMemory _kept = new();
    private readonly List<FakeListener> _listeners = [];
    private readonly List<string> _told = [];
    private long _taken;

    public PoolsRig(int bufferSize = 1000) => Spec = new EventPoolSpec { Events = [EventType.RemoteCommunication], BufferSize = bufferSize };

    public EventPoolSpec Spec { get; }

    public IReadOnlyList<FakeListener> Listeners => _listeners;

    public ConcurrentQueue<ListenerNotice> Said { get; } = new();

    public ListenerPools Pools { get; private set; } = null!;

    public PumpRig Pump => _pump;

    public FakeListener Add(int seed = 1, Func<string, string>? answer = null)
    {
        var listener = new FakeListener(_listeners.Count, seed, answer);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>A brain begins, with what the one before has left.</summary>
    public void Begin(Func<IJournal, IJournal>? journal = null)
    {
        var file = _kept.Take("journal");
        IJournal opened = file is null
            ? Journal.Create(next => _kept.Keep("journal", next), _ => { })
            : Journal.Open(file, next => _kept.Keep("journal", next), _ => { });
        if (journal is not null) opened = journal(opened);
        Pools = new ListenerPools(
            opened, _kept, new EventDemand(), new ListenerEvents(Said.Enqueue, _ => { }), serial => Interlocked.Exchange(ref _taken, serial));
        Pools.Configure("me", [new GroupSpec("p", -1, [.. _listeners.Select(SpecOf)]) { Pool = Spec }], anew: false);
        // In the order of the engine: what was not taken is told before the listeners are there again.
        for (var serial = Interlocked.Read(ref _taken) + 1; serial <= _told.Count; serial++) Tell(serial);
        foreach (var listener in _listeners)
        {
            var child = new Child(listener.Name, _pump.OpenFile(listener.Name.Name + ".log"), null, [], isEventListener: true);
            child.SetStdin(KeptInMemory.Copy(listener.Stdin));
            Pools.Connect(child, 1, KeptInMemory.Copy(listener.Stdout), isRunning: true);
        }
    }

    /// <summary>Something happens, and the reactor tells it.</summary>
    public void Happen(string data)
    {
        _told.Add(data);
        Tell(_told.Count);
    }

    /// <summary>Something happened that the reactor had no time to tell.</summary>
    public void HappenUntold(string data) => _told.Add(data);

    public IEnumerable<string> Expected => _told.Select(data => $"type:t\n{data}");

    public ListenerPhase PhaseOf(FakeListener listener) => Pools.Current.Find(listener.Name)?.Phase ?? ListenerPhase.Acknowledged;

    public IEnumerable<string> KeptNames => _kept.Names;

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
        _kept.Dispose();
        _pump.Dispose();
    }

    private void Tell(long serial) => Pools.OnNotice(new NoticeRecord(
        serial, DateTimeOffset.UnixEpoch, new Notice.RemoteCommunicated("t", System.Text.Encoding.UTF8.GetBytes(_told[(int)serial - 1]))));

    private static ProcessSpec SpecOf(FakeListener listener) => new()
    {
        Name = listener.Name,
        Program = "p",
        Command = new CommandLine("x", ["x"]),
        IsEventListener = true,
    };
}
