using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What a brain may ask for.</summary>
internal enum BrainPart
{
    /// <summary>It may look at all and change nothing.</summary>
    Candidate,

    /// <summary>It is the brain.</summary>
    Acting,

    /// <summary>It is the brain until it says that it has yielded, and hears nothing new.</summary>
    Yielding,

    /// <summary>It finishes what it owes to its clients.</summary>
    Leaving,
}

/// <summary>The talk with one brain, from its start until its end. Sends never wait.</summary>
internal sealed class BrainSession : IDisposable
{
    // A brain that asks and does not read is not listened to any further.
    private const int MostAnswers = 1024;

    private readonly FrameChannel _channel;
    private readonly Programs _programs;
    private readonly Outbox _outbox;
    private readonly Handover _handover;
    private readonly Tidings _tidings;
    private readonly ReceivedFrame _received = new();

    internal BrainSession(OwnedDescriptor socket, Programs programs, Keepsakes keepsakes, Action exitTold)
    {
        _channel = new FrameChannel(socket);
        _programs = programs;
        _outbox = new Outbox(_channel);
        _handover = new Handover(programs, keepsakes, _outbox);
        _tidings = new Tidings(programs, _outbox, exitTold);
    }

    internal int Number => _channel.Number;

    internal BrainPart Part { get; private set; }

    /// <summary>Whether the brain wants to hear what happens.</summary>
    internal bool Live { get; private set; }

    /// <summary>Whether it takes several frames in one message.</summary>
    internal bool MayBatch
    {
        get => _outbox.MayBatch;
        set => _outbox.MayBatch = value;
    }

    /// <summary>Whether the next frame is here already, so that no event tells of it.</summary>
    internal bool HasMore => _channel.HasMore;

    /// <summary>Whether there are so many unread answers that nothing more is received for now.</summary>
    internal bool IsFull => _outbox.Count >= MostAnswers;

    /// <summary>Whether frames wait for room in the socket.</summary>
    internal bool Blocked { get; private set; }

    /// <summary>Whether the kernel has too many descriptors under way; no event tells when that is over.</summary>
    internal bool TryLater { get; private set; }

    /// <summary>This is the brain from now on: of all that there is, it has been told nothing.</summary>
    internal void Act()
    {
        Part = BrainPart.Acting;
        _handover.Acts = true;
        foreach (var child in _programs.All)
            (child.Known, child.Owed, child.Queued, child.ToldState) = (false, 0, false, ChildState.Starting);
    }

    /// <summary>As it was in an earlier image of this process.</summary>
    internal void Resume(BrainPart part, bool live, bool mayBatch)
    {
        (Part, MayBatch) = (part, mayBatch);
        _handover.Acts = part is BrainPart.Acting;
        if (live)
            BeginEvents();
    }

    /// <summary>Whether nothing is half told: no answer waits, and no list is under way.</summary>
    internal bool IsSettled => _outbox.Count == 0 && _handover.IsSettled;

    /// <summary>It still may ask, but is told nothing more of children.</summary>
    internal void BeginToYield() => (Part, Live) = (BrainPart.Yielding, false);

    internal void Leave() => (Part, Live) = (BrainPart.Leaving, false);

    /// <summary>The next frame, to be closed by the caller; EAGAIN when there is none, EPIPE at the end.</summary>
    internal Errno Receive(out ReceivedFrame frame)
    {
        frame = _received;
        return _channel.Receive(_received, wait: false);
    }

    internal void Answer(uint id, Errno errno, string? explanation = null) => _outbox.Add(new Frame.Answer(errno.Value, explanation), id);

    internal void Say(Frame frame, uint id = 0) => _outbox.Add(frame, id);

    /// <summary>As <see cref="Say"/>, for what may be lost when the brain does not read.</summary>
    internal void Mention(Frame frame)
    {
        if (Live && !IsFull)
            _outbox.Add(frame);
    }

    internal void List(bool more, uint id) => _handover.Ask(more, id);

    internal void BeginEvents()
    {
        Live = true;
        foreach (var child in _programs.All)
            _tidings.Add(child);
    }

    internal void Changed(KeptChild child)
    {
        if (Live)
            _tidings.Add(child);
    }

    /// <summary>Sends what can be sent without waiting. The end of the connection is left to whoever receives.</summary>
    internal void Pump()
    {
        var error = _outbox.Flush();
        if (error == Errno.None)
            error = _handover.Continue();
        if (error == Errno.None && Live)
            error = _tidings.Continue();
        Blocked = error == Errno.EAGAIN;
        TryLater = error != Errno.None && error != Errno.EAGAIN && error != Errno.EPIPE && error != Errno.ECONNRESET;
    }

    public void Dispose()
    {
        _received.Dispose();
        _channel.Dispose();
    }
}
