using Supervisor.Keeper.Brain;
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
/// (<see cref="Signal"/>, <see cref="Adopt"/>).
/// </remarks>
public sealed class KeeperChildHost : IChildHost
{
    private readonly PendingAnswers _pending = new();
    private readonly KeeperReceiver _receiver;
    private readonly FrameChannel _channel;
    private readonly Action<HostEvent> _handler;

    // One frame at a time is written and sent.
    private readonly Lock _sending = new();
    private readonly FrameWriter _writer = new();

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
        (KeeperPid, KeeperVersion) = _receiver.WaitForWelcome();
    }

    /// <summary>The parent of the programs, and the process that signals go to.</summary>
    public int KeeperPid { get; }

    /// <summary>What the keeper knows; it may be older than this brain.</summary>
    public int KeeperVersion { get; }

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
    public void BeginEvents() => Tell(new Frame.Begin());

    /// <summary>This brain works. If it dies from now on, the next one is started without delay.</summary>
    public void Ready() => Tell(new Frame.Ready());

    public void Spawn(ChildRef child, SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = _pending.Add(errno =>
        {
            if (errno != Errno.None)
                Fail(child, request, errno);
        });
        var error = Tell(new Frame.Spawn(child, request), id);
        if (error != Errno.None && _pending.Cancel(id))
            Fail(child, request, error);
    }

    public int Signal(ChildRef child, int signal, SignalScope scope) => Ask(new Frame.Signal(child, signal, scope)).Errno.Value;

    public void Acknowledge(ChildRef child) => Tell(new Frame.Acknowledge(child));

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
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            Tell(new Frame.KeepDescriptor(name), 0, descriptor.Number);
        }
        finally
        {
            if (held)
                descriptor.DangerousRelease();
        }
    }

    /// <summary>The keeper closes its copy and forgets the name. Nothing happens when there is none.</summary>
    public void DropDescriptor(string name) => Tell(new Frame.DropDescriptor(name));

    /// <summary>What programs get whose request names nothing else: file mode creation mask and working directory; null changes nothing.</summary>
    public void SetSurroundings(int? umask, string? directory) => Tell(new Frame.Surroundings(umask, directory));

    /// <summary>All is done: the keeper ends, with this status (0 to 255), when this process has ended. Programs that live are left alone.</summary>
    public void Finish(int status)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(status);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 255);
        Tell(new Frame.Finish(status));
    }

    /// <summary>Leaves the keeper; the children live on.</summary>
    public void Dispose() => _receiver.Dispose();

    private void Fail(ChildRef child, SpawnRequest request, Errno errno) =>
        _handler(new HostEvent.SpawnFailed(
            child,
            new SpawnFailure(errno == Errno.E2BIG ? SpawnStage.Exec : SpawnStage.Fork, errno.Value, request.Executable)));

    private (Errno Errno, OwnedDescriptor? Gift) Ask(Frame frame)
    {
        _receiver.ThrowIfReceiving();
        var id = _pending.Add();
        var error = Tell(frame, id);
        if (error == Errno.None)
            return _pending.Wait(id);
        _ = _pending.Cancel(id);
        return (error == Errno.EPIPE ? Errno.ESRCH : error, null);
    }

    // The loss of the keeper is told by the receiving thread.
    private Errno Tell(Frame frame, uint id = 0, int? descriptor = null)
    {
        lock (_sending)
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
}
