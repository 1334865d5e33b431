using System.Collections;
using Supervisor.Core.Collections;
using Supervisor.Core.Listeners;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Recovery;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine.Children;
using Supervisor.Engine.Events;
using Supervisor.Engine.Listeners;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Output;
using Supervisor.Engine.Output.Syslog;
using Supervisor.Engine.Reactor;
using Supervisor.Engine.Recovery;
using Supervisor.Engine.Requests;
using Supervisor.Engine.Sockets;
using Supervisor.Keeper;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Threads;

namespace Supervisor.Engine;

/// <summary>
/// The running supervisor without its outside: give it a config and commands, read its snapshots and notices. Every method
/// may be called from any thread.
/// </summary>
public sealed class SupervisionEngine : IRemoteEvents, IDisposable
{
    // A brain that answered a million requests a second for a year would run out of them.
    private const int RequestIdBits = 45;

    private readonly Inbox _inbox = new();
    private readonly SnapshotBoard _board = new();
    private readonly ChildTable _children = new();
    private readonly RequestBoard _requests;
    private readonly SpawnWorkers _workers = new();
    private readonly OutputPump _pump;
    private readonly ChannelFactory _channels;
    private readonly IChildHost _host;
    private readonly ReactorThread _reactor;
    private readonly EffectRunner _runner;
    private readonly ListenerPools _pools;
    private readonly TickSource _ticks;
    private readonly ListeningSockets _sockets;
    private readonly SyslogSenders _syslog;
    private readonly IJournal _journal;
    private readonly string _directory;

    /// <param name="spec">The config to start with; nothing is started before <see cref="Start"/>.</param>
    /// <param name="createHost">Makes the parent of the programs, given the handler of its events; whoever made it disposes of it.</param>
    /// <param name="settings">What the engine takes from its surroundings.</param>
    /// <param name="events">Who is told what.</param>
    /// <param name="origin">What an earlier brain has left.</param>
    public SupervisionEngine(
        SupervisorSpec spec, Func<Action<HostEvent>, IChildHost> createHost, EngineSettings settings, EngineEvents events, EngineOrigin? origin = null)
    {
        origin ??= EngineOrigin.Nothing;
        _journal = origin.Journal;
        _directory = settings.Directory;
        var brain = BrainNumber.Next(origin.Journal);
        _pump = new OutputPump(
            events.OutputNoticed, (int)Math.Min(settings.SoftDescriptorLimit ?? 0, int.MaxValue), new StagedOutput(origin.Kept, brain));
        var requestIds = brain << RequestIdBits;
        _requests = new RequestBoard(requestIds);
        var predecessor = origin.Predecessor is { } line ? new Predecessor(line, requestIds, _inbox) : null;
        var automaticLogs = new AutoLogNames(origin.Journal);
        _syslog = new SyslogSenders(events.Noticed);
        _channels = new ChannelFactory(_pump, settings.Environment, events.OutputCopied, automaticLogs, Demand, _syslog, Notices.PublishAside);
        _channels.Configure(spec);
        Notices.ContinueAfter(PoolsRecovery.LastNotice(origin.PoolsJournal.Recovered));
        var outbox = new NoticeOutbox(origin.Journal, Notices);
        _pools = new ListenerPools(
            origin.PoolsJournal, origin.Kept, Demand, new ListenerEvents(events.ListenerNoticed, events.ResultPrinted), outbox.Taken);
        Notices.Subscribe(_pools);
        _ticks = new TickSource(Demand, TickRecord.Read(origin.PoolsJournal.Recovered), Notices.PublishAside);
        Demand.Changed += MeetDemand;
        var descriptors = DescriptorBudget.OfThisProcess();
        var hostEvents = new HostEvents(_inbox, _children, _pools, descriptors, events.OrphanReaped);
        _host = createHost(hostEvents.Handle);
        var deadlines = new DeadlineQueue();
        _sockets = new ListeningSockets(origin.Kept, origin.Passed, events.Noticed);
        var starter = new ChildStarter(_inbox, _host, _sockets, descriptors, settings.Directory, settings.SoftDescriptorLimit);
        var pipes = new EarlierPipes(origin.Kept);
        var remnants = new GroupRemnants(_host, pipes, events.OutputNoticed, new KernelGroups());
        _runner = new EffectRunner(
            _inbox, deadlines, _children, _channels, automaticLogs, _requests, Notices, _workers, starter, _host, remnants, descriptors, origin.Journal, _pools, _sockets, predecessor, events);
        var state = origin.State?.State ?? RosterState.Empty;
        var recorder = origin.State?.Recorder ?? new RosterRecorder();
        _ = BackgroundThread.Start("preparation", recorder.Prepare);
        var journal = new StepJournal(origin.Journal, recorder, outbox);
        _reactor = new ReactorThread(_inbox, _board, deadlines, _runner, journal, state);
        new DaemonRecord(spec.Daemon, spec.Servers).Write(origin.Journal);
        if (origin.State is not null) _pools.Configure(_channels.Identifier, state.GroupsInOrder(), anew: false);
        _pools.Repeat(outbox.Recovered);
        void TakeUpStaged() => StagedOutput.TakeUp(origin.Kept, _children, events.Noticed);
        Begin(spec, state, origin, new ChildAdoption(_inbox, _children, hostEvents, remnants, pipes, TakeUpStaged));
    }

    public NoticeBus Notices { get; } = new();

    /// <summary>Who wants ticks and PROCESS_LOG events, which are told only then.</summary>
    public EventDemand Demand { get; } = new();

    /// <summary>The pools of event listeners as they are now; immutable.</summary>
    public PoolsState Pools => _pools.Current;

    /// <summary>The newest state; immutable.</summary>
    public RosterState Current => _board.Current;

    /// <summary>Completes when the processes of the config are there to be seen; nobody should be answered before.</summary>
    public Task Booted => _board.First;

    /// <summary>Starts the reactor, and with it the programs.</summary>
    public void Start() => _reactor.Start();

    /// <summary>Calls back from the reactor's thread: a sign that it works.</summary>
    public void Probe(Action works) => _inbox.PostProbe(works);

    /// <summary>Stops everything in order; <see cref="EngineEvents.Finished"/> tells the end.</summary>
    public void Shutdown() => _inbox.Post(new Input.Shutdown());

    /// <summary>Stops everything in order and starts again from <paramref name="spec"/>.</summary>
    public void Reload(SupervisorSpec spec) => _inbox.Post(new Input.Reload(spec));

    /// <summary>
    /// Has a command carried out and waits for what became of each of its targets; null when too many commands wait already.
    /// </summary>
    public async Task<IReadOnlyList<TargetResult>?> ExecuteAsync(Func<RequestId, Input> command, CancellationToken cancellation)
    {
        var request = _requests.Open();
        try
        {
            if (!_inbox.TryPostCommand(command(request.Id))) return null;
            return await request.Results.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _requests.Forget(request.Id);
        }
    }

    /// <summary>Has a config taken in and waits for the groups that changed; null when too many commands wait already.</summary>
    public async Task<ValueList<GroupChange>?> ChangeAsync(Func<RequestId, Input> command, CancellationToken cancellation)
    {
        var request = _requests.Open();
        try
        {
            if (!_inbox.TryPostCommand(command(request.Id))) return null;
            return await request.Changes.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _requests.Forget(request.Id);
        }
    }

    /// <summary>Whether the program of a process could be executed now, or why not. Looks at the file system.</summary>
    public StartFailure? CheckCommand(ProcessSpec spec) =>
        CommandResolver.Resolve(spec, _channels.Environment.SearchPath, _directory).Failure;

    /// <summary>The log of one stream of a process; null when there is no such process or the stream goes elsewhere.</summary>
    public OutputChannel? FindChannel(ProcessName process, bool stderr)
    {
        var child = _children.Find(process);
        return stderr ? child?.Stderr : child?.Stdout;
    }

    /// <summary>
    /// The processes that are about to be stopped are going to be started again: their listening sockets stay open after the stop, for a minute
    /// at most.
    /// </summary>
    public void HoldSockets(Func<ProcessName, bool> which) =>
        _sockets.Hold(Current.Processes.Values.Where(entry => entry.Spec.Socket is not null && which(entry.Spec.Name)));

    /// <summary>The logs of a process, and what earlier lives of it have left running in their process group.</summary>
    public (OutputChannel? Stdout, OutputChannel? Stderr, IReadOnlyList<int> LeftBehind) FindOutput(ProcessName process) =>
        _children.Find(process) is { } child ? (child.Stdout, child.Stderr, child.LeftBehind) : (null, null, []);

    /// <summary>Reopens every log by its path (SIGUSR2).</summary>
    public void ReopenLogs()
    {
        foreach (var channel in _children.All.SelectMany(child => child.Channels))
        {
            // What cannot be reopened is told as an output notice.
            _ = channel.ReopenAsync();
        }
    }

    /// <summary>Writes to the stdin of a process, waiting some seconds at most for it to read.</summary>
    public Task<StdinResult> WriteStdinAsync(ProcessName process, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        _children.Find(process) is { } child
            ? ChildStdin.WriteAsync(child, bytes, cancellation)
            : Task.FromResult(StdinResult.Closed);

    /// <summary>Tells a REMOTE_COMMUNICATION event.</summary>
    /// <param name="type">One word; spaces and newlines in it would look like further keys and the end of the header.</param>
    /// <param name="data">The body.</param>
    public void SendRemoteCommunication(string type, ReadOnlyMemory<byte> data) =>
        Notices.PublishAside(new Notice.RemoteCommunicated(type, data.ToArray()));

    void IRemoteEvents.Send(string type, ReadOnlyMemory<byte> data) => SendRemoteCommunication(type, data);

    private void MeetDemand()
    {
        _ticks.Look();
        foreach (var child in _children.All)
        {
            child.ApplyTaps(Demand);
        }
    }

    /// <summary>
    /// Stops acting, for another brain to take over: between two steps, with everything written down and no byte of output on its
    /// way. Requests that wait, and those that still come, are answered by the other brain.
    /// </summary>
    /// <returns>The other brain's end of the line between the two; the caller closes it.</returns>
    public async Task<OwnedDescriptor> YieldAsync()
    {
        var successor = new Successor(_requests);
        await _reactor.HaltAsync(successor.PassOn).ConfigureAwait(false);
        _ticks.Dispose();
        _pools.Dispose();
        _sockets.Abandon();
        foreach (var (channel, rest) in await _pump.YieldAsync().ConfigureAwait(false))
        {
            UnwrittenOutput.Leave(_journal, _children, channel, rest);
        }

        _journal.Commit();
        return successor.TheirEnd;
    }

    private void Begin(SupervisorSpec spec, RosterState state, EngineOrigin origin, ChildAdoption adoption)
    {
        if (origin.State is not null)
        {
            foreach (var entry in state.Processes.Values)
            {
                _channels.Open(entry.Spec, _children);
            }

            UnwrittenOutput.TakeUp(_journal, _children);

            adoption.Continue(state, origin.Children);
            _runner.Repeat(StepJournal.SignalsToRepeat(origin.Journal.Recovered));
        }
        else if (origin.Children.Count > 0)
        {
            adoption.Resume(spec, origin.Children);
            _ = Booted.ContinueWith(_ => adoption.Attach(origin.Children), TaskScheduler.Default);
        }
        else
        {
            _inbox.Post(new Input.Boot(spec.Roster) { ExitWhen = spec.Daemon.ExitWhen });
        }
    }

    public void Dispose()
    {
        _ticks.Dispose();
        _sockets.Dispose();
        _pools.Dispose();
        _pump.Dispose();
        _syslog.Dispose();
        _workers.Dispose();
    }
}

/// <summary>What the engine takes from its surroundings.</summary>
/// <param name="Directory">The daemon's working directory, absolute.</param>
/// <param name="Environment">The daemon's own environment.</param>
/// <param name="SoftDescriptorLimit">Soft RLIMIT_NOFILE that programs get; null leaves the daemon's.</param>
public sealed record EngineSettings(string Directory, IDictionary Environment, long? SoftDescriptorLimit);
