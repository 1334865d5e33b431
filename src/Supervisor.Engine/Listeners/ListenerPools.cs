using System.Collections.Immutable;
using Supervisor.Core.Collections;
using Supervisor.Core.Events;
using Supervisor.Core.Listeners;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Events;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Recovery;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Engine.Listeners;

/// <summary>
/// The pools of event listeners, for other threads: whatever is told here goes to the pools' own thread. There is none before a config
/// has a pool, and then it sleeps until something happens.
/// </summary>
internal sealed class ListenerPools : INoticeListener, IDisposable
{
    private readonly Func<PoolsThread> _create;
    private readonly EventDemand _demand;
    private volatile PoolsThread? _thread;
    private ImmutableHashSet<string> _names = [];

    /// <param name="journal">Where the pools write their state down; nobody else uses it.</param>
    /// <param name="kept">What keeps the files that talks go through.</param>
    /// <param name="demand">Told what the pools want.</param>
    /// <param name="events">Told what happens.</param>
    /// <param name="taken">Told the serial of the last notice that the pools are done with.</param>
    public ListenerPools(IJournal journal, IKeptDescriptors kept, EventDemand demand, ListenerEvents events, Action<long> taken)
    {
        _demand = demand;
        _create = () => new PoolsThread(journal, kept, events, taken);
    }

    /// <summary>The newest state; immutable.</summary>
    public PoolsState Current => _thread?.Current ?? PoolsState.Empty;

    /// <summary>These groups are active from now on. Called by one thread at a time.</summary>
    /// <param name="server">The daemon's identifier.</param>
    /// <param name="groups">All groups.</param>
    /// <param name="anew">Everything was stopped and begins again.</param>
    public void Configure(string server, IEnumerable<GroupSpec> groups, bool anew)
    {
        var pools = groups
            .Where(group => group.Pool is not null)
            .Select(group => new PoolConfig(group.Name, group.Pool!, [.. group.Processes.Select(process => process.Name)]))
            .ToValueList();
        if (pools.Count == 0 && _thread is null) return;
        _names = [.. pools.Select(pool => pool.Name)];
        _thread ??= _create();
        _thread.Take(new PoolsInput.Configured(server, pools, anew));
        _demand.Want(this, pools.SelectMany(pool => pool.Spec.Events));
    }

    public void OnNotice(in NoticeRecord record)
    {
        if (_thread is not { } thread) return;
        if (record.Notice is Notice.StateChanged changed && _names.Contains(changed.Process.Group))
        {
            thread.Take(new PoolsInput.RunningChanged(changed.Process, changed.To == StateCode.Running));
        }

        if (EventMessages.From(record.Notice) is { } message) thread.Tell(message, record.Serial);
    }

    /// <summary>Tells once more what the reactor of an earlier brain told.</summary>
    public void Repeat(IEnumerable<(long Serial, EventMessage Message)> messages)
    {
        foreach (var (serial, message) in messages) _thread?.Tell(message, serial);
    }

    /// <summary>A listener runs: its stdin and stdout are the pools' from now on.</summary>
    /// <param name="child">The listener.</param>
    /// <param name="generation">Its life.</param>
    /// <param name="stdout">Owned by the pools.</param>
    /// <param name="isRunning">Whether its process is RUNNING already.</param>
    public void Connect(Child child, int generation, OwnedDescriptor stdout, bool isRunning)
    {
        if (_thread is { } thread) thread.Connect(child, generation, child.DuplicateStdin(), stdout, isRunning);
        else child.Stdout.Attach(stdout);
    }

    /// <summary>A life is over; calls back when its last words were taken in and are in its log.</summary>
    public void End(ProcessName listener, int generation, Action done)
    {
        if (_thread is { } thread) thread.End(listener, generation, done);
        else done();
    }

    public void Dispose() => _thread?.Dispose();
}

/// <summary>What pools tell whoever composes them, on their own thread; must not block.</summary>
/// <param name="Noticed">For the log.</param>
/// <param name="Printed">Lines for the daemon's stdout.</param>
internal sealed record ListenerEvents(Action<ListenerNotice> Noticed, Action<string> Printed);
