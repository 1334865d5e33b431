using System.Collections.Concurrent;
using Supervisor.Keeper.Brain;
using Supervisor.Keeper.KeeperProcess;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper;

/// <summary>
/// The host whose children are children of the keeper process, and so outlive this one. In this order: make it, <see cref="Adopt"/>
/// what lives, <see cref="BeginEvents"/>, and say <see cref="Ready"/> when this brain does its work.
/// </summary>
/// <remarks>
/// The keeper holds a copy of every pipe end until the child is acknowledged; who wants to close one for good, so that the child sees it, calls
/// <see cref="CloseStream"/> too. Events are told on one thread, which must not call what waits for an answer
/// (<see cref="Signal(ChildRef, int, SignalScope)"/>, <see cref="Adopt"/>).
/// </remarks>
public sealed class KeeperChildHost : IChildHost
{
    /// <summary>The name of the kept descriptor that the brain before has yielded with.</summary>
    public const string RelayName = Brains.RelayName;

    private readonly PendingAnswers _pending = new();
    private readonly KeeperReceiver _receiver;
    private readonly FrameChannel _channel;
    private readonly Action<HostEvent> _handler;

    // What nobody waits for at once, in the order made, with the id of its answer or 0.
    private readonly ConcurrentQueue<(Frame Frame, uint Id)> _later = new();

    // One message at a time is written and sent.
    private readonly Lock _sending = new();
    private readonly FrameWriter _writer = new();
    private readonly FrameBatch _batch = new();
    private readonly List<uint> _batched = [];
    private volatile bool _isRenewing;

    /// <summary>Greets the keeper.</summary>
    /// <param name="socket">From <see cref="KeeperConnection.TakeFromEnvironment"/>; owned by the host from now on.</param>
    /// <param name="handler">Told everything about children; must not block.</param>
    /// <param name="notices">What else is told.</param>
    /// <exception cref="KeeperLostException">Nobody answers.</exception>
    public KeeperChildHost(OwnedDescriptor socket, Action<HostEvent> handler, KeeperNotices? notices = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        _channel = new FrameChannel(socket);
        _receiver = new KeeperReceiver(_channel, _pending, handler, notices ?? new KeeperNotices(), number => Tell(new Frame.Pong(number)));
        Tell(new Frame.Hello(FrameLimits.Version));
        var welcome = _receiver.WaitForWelcome();
        (KeeperPid, IsCandidate, Notes, HasServiceManager) = (welcome.Pid, welcome.Candidate, welcome.Notes, welcome.HasServiceManager);
    }

    /// <summary>The parent of the programs, and the process that signals go to.</summary>
    public int KeeperPid { get; }

    /// <summary>Whether <see cref="NotifyHost(string)"/> may reach anybody.</summary>
    public bool HasServiceManager { get; }

    /// <summary>What the keeper knows; it may be older than this brain.</summary>
    public int KeeperVersion => _receiver.KeeperVersion;

    /// <summary>The children that run, as far as this brain was told: when the keeper is lost, for an <see cref="OrphanedChildHost"/>.</summary>
    public IReadOnlyList<KnownChild> Living => _receiver.Living;

    /// <summary>
    /// Whether another brain acts, and this one is to follow it. Then: <see cref="Adopt"/> to see what there is, prepare all that may fail,
    /// <see cref="WaitForTakeover"/>, adopt anew and go on as ever; or <see cref="Fail"/> and end. Anything else is refused with EPERM.
    /// </summary>
    public bool IsCandidate { get; }

    /// <summary>Why brains ended and were started since one was ready last: sentences for the log. At most eight.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// All that the keeper holds. No event comes about the children in it before <see cref="BeginEvents"/>; then what changed since.
    /// </summary>
    /// <exception cref="KeeperLostException">The keeper is gone.</exception>
    public Adoption Adopt()
    {
        _receiver.ThrowIfReceiving();
        var builder = new AdoptionBuilder();
        _receiver.Collect(builder);
        for (var more = false; ; more = true)
        {
            Tell(new Frame.List(more));
            if (!_receiver.WaitForPage())
                return builder.Build(KeeperPid, KeeperVersion);
        }
    }

    /// <summary>From now on events come: first what happened to adopted children since they were listed.</summary>
    public void BeginEvents()
    {
        _receiver.Start();
        Tell(new Frame.Begin());
    }

    /// <summary>This brain works. If it dies from now on, the next one is started without delay.</summary>
    public void Ready()
    {
        _receiver.Start();
        Tell(new Frame.Ready());
    }

    public void Spawn(ChildRef child, SpawnRequest request, OwnedDescriptor? socket = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        Ask(
            new Frame.Spawn(child, request),
            answer =>
            {
                if (!answer.IsDone)
                    FailStart(child, request, new Errno(answer.Errno));
            },
            socket);
    }

    public int Signal(ChildRef child, int signal, SignalScope scope) => Ask(new Frame.Signal(child, signal, scope)).Errno;

    public void Signal(ChildRef child, int signal, SignalScope scope, Action<int> answered)
    {
        ArgumentNullException.ThrowIfNull(answered);
        _receiver.Start();
        _later.Enqueue((new Frame.Signal(child, signal, scope), _pending.Add(answer => answered(answer.Errno))));
    }

    public void Acknowledge(ChildRef child) => _later.Enqueue((new Frame.Acknowledge(child), 0));

    public void Flush()
    {
        if (!_later.IsEmpty)
            TellLater();
    }

    /// <summary>Has the keeper close its copy of a pipe end: 0 stdin, 1 stdout, 2 stderr.</summary>
    public void CloseStream(ChildRef child, int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stream, 2);
        Tell(new Frame.CloseStream(child, stream));
    }

    /// <summary>
    /// Leaves a copy of a descriptor to the next brain, in place of one of the same name. Requests are done in the order made: what is kept
    /// before a start is kept when the program starts. At most 4,096 names of 4,096 bytes; a refusal is told as trouble.
    /// </summary>
    public void KeepDescriptor(string name, OwnedDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        TellWith(descriptor, new Frame.KeepDescriptor(name));
    }

    /// <summary>The keeper closes its copy and forgets the name. Nothing happens when there is none.</summary>
    public void DropDescriptor(string name) => Tell(new Frame.DropDescriptor(name));

    /// <summary>Has the keeper take this on, and waits for it. Where something is refused what comes before it in <see cref="Surroundings"/> may be done.</summary>
    public KeeperAnswer Take(Surroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        return Ask(new Frame.Surroundings(
            surroundings.Umask, surroundings.Directory, surroundings.User, surroundings.LeastDescriptors, surroundings.LeastProcesses, surroundings.Instance));
    }

    /// <summary>Tells the service manager, if there is one that wants to hear, in the words of <see cref="ServiceNotice"/>.</summary>
    public void NotifyHost(string text) => Tell(new Frame.Notify(text));

    /// <summary>As above, with a descriptor for the manager to hold (<see cref="ServiceNotice.Store"/>).</summary>
    public void NotifyHost(string text, OwnedDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        TellWith(descriptor, new Frame.Notify(text));
    }

    /// <summary>All is done: the keeper ends, with this status (0 to 255), when this process has ended. Programs that live are left alone.</summary>
    public void Finish(int status)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(status);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 255);
        Tell(new Frame.Finish(status));
    }

    /// <summary>
    /// Asks for another brain from the program that is on disk now. If it gets ready to follow, <see cref="KeeperNotices.Yield"/> is told.
    /// </summary>
    /// <param name="answered">
    /// Called once, on the receiving thread: done when the other one is ready, and this one has yielded to it; else why not, and whether
    /// this one stays. EALREADY while an upgrade is under way.
    /// </param>
    public void Upgrade(Action<KeeperAnswer> answered) => Ask(new Frame.Upgrade(), answered);

    /// <summary>
    /// Has the keeper itself become the program that is on disk now, by an exec: same pid, same children, nothing is lost. What is asked for
    /// meanwhile waits.
    /// </summary>
    /// <param name="answered">Called once, on the receiving thread: done when the new program keeps on; else why the running one stays.</param>
    public void UpgradeKeeper(Action<KeeperAnswer> answered)
    {
        ArgumentNullException.ThrowIfNull(answered);

        // The next one may be older, and what is sent meanwhile is for it.
        _isRenewing = true;
        Ask(
            new Frame.UpgradeKeeper(),
            answer =>
            {
                _isRenewing = false;
                answered(answer);
            });
    }

    /// <summary>
    /// This brain acts no more: it does not write to what the next one reads, and asks for nothing. It may live on for an hour to finish what
    /// it owes to its clients, unless another upgrade begins.
    /// </summary>
    /// <param name="relay">
    /// Kept as the descriptor <see cref="RelayName"/> for the next brain, until this one has ended: a way for it to go on answering its clients.
    /// </param>
    public void Yielded(OwnedDescriptor? relay = null)
    {
        if (relay is null)
            Tell(new Frame.Yielded());
        else
            TellWith(relay, new Frame.Yielded());
    }

    /// <summary>A candidate is prepared: returns when the other one has yielded or died, and this one is the brain.</summary>
    /// <exception cref="KeeperLostException">The keeper is gone.</exception>
    public void WaitForTakeover()
    {
        _receiver.ThrowIfReceiving();
        Tell(new Frame.Prepared());
        _receiver.WaitForTakeover();
    }

    /// <summary>Says why this brain is about to end, for whoever asked for it and for the log; cut to 4,096 characters.</summary>
    public void Fail(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Tell(new Frame.Fail(reason.Length > FrameLimits.MostText ? reason[..FrameLimits.MostText] : reason));
    }

    /// <summary>Leaves the keeper; the children live on.</summary>
    public void Dispose() => _receiver.Dispose();

    private void FailStart(ChildRef child, SpawnRequest request, Errno errno) =>
        _handler(new HostEvent.SpawnFailed(
            child,
            new SpawnFailure(errno == Errno.E2BIG ? SpawnStage.Exec : SpawnStage.Fork, errno.Value, request.Executable)));

    private KeeperAnswer Ask(Frame frame)
    {
        _receiver.ThrowIfReceiving();
        var id = _pending.Add();
        var error = Tell(frame, id);
        if (error == Errno.None)
            return _receiver.WaitForAnswer(id);
        _pending.Cancel(id, Unsent(error));
        return Unsent(error);
    }

    // The callback is called once, on the receiving thread or, when nothing could be sent, here.
    private void Ask(Frame frame, Action<KeeperAnswer> answered, OwnedDescriptor? descriptor = null)
    {
        _receiver.Start();
        var id = _pending.Add(answered);
        var error = descriptor is null ? Tell(frame, id) : TellWith(descriptor, frame, id);
        if (error != Errno.None)
            _pending.Cancel(id, Unsent(error));
    }

    private static KeeperAnswer Unsent(Errno error) => new((error == Errno.EPIPE ? Errno.ESRCH : error).Value);

    private Errno TellWith(OwnedDescriptor descriptor, Frame frame, uint id = 0)
    {
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            return Tell(frame, id, descriptor.Number);
        }
        finally
        {
            if (held)
                descriptor.DangerousRelease();
        }
    }

    // A start goes first: a program waits for it, and for nothing else that waits. All else is done in the order made.
    private Errno Tell(Frame frame, uint id = 0, int? descriptor = null)
    {
        var isStart = frame is Frame.Spawn;
        if (!isStart)
            TellLater();
        Errno error;
        lock (_sending)
            error = Send(frame, id, descriptor);
        if (isStart)
            TellLater();
        return error;
    }

    private void TellLater()
    {
        while (!_later.IsEmpty)
        {
            Errno error;
            uint[] unsent = [];
            lock (_sending)
            {
                error = SendLater();
                if (error != Errno.None)
                    unsent = [.. _batched];
            }

            foreach (var id in unsent)
                _pending.Cancel(id, Unsent(error));
        }
    }

    // As many as fit into one message; their ids are left in the list.
    private Errno SendLater()
    {
        var mayBatch = _receiver.KeeperVersion >= FrameLimits.FirstWithBatches && !_isRenewing;
        _batched.Clear();
        while ((mayBatch || _batch.Count == 0) && _later.TryPeek(out var next) && _batch.TryAdd(FrameEncoder.Encode(_writer, next.Frame, next.Id).Message, []))
        {
            _ = _later.TryDequeue(out _);
            _batched.Add(next.Id);
        }

        if (_batch.Count == 0)
            return SendAlone();
        try
        {
            return _channel.Send(_batch, wait: true);
        }
        catch (ObjectDisposedException)
        {
            return Errno.EPIPE;
        }
        finally
        {
            _batch.Clear();
        }
    }

    // What is too long for a batch.
    private Errno SendAlone()
    {
        if (!_later.TryDequeue(out var next))
            return Errno.None;
        _batched.Add(next.Id);
        return Send(next.Frame, next.Id, null);
    }

    // The loss of the keeper is told by the receiving thread.
    private Errno Send(Frame frame, uint id, int? descriptor)
    {
        var written = FrameEncoder.Encode(_writer, frame, id);
        try
        {
            return descriptor is { } number ? _channel.Send(written, [number], wait: true) : _channel.Send(written, [], wait: true);
        }
        catch (ObjectDisposedException)
        {
            return Errno.EPIPE;
        }
    }
}
