using System.Runtime.InteropServices;
using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// What is to be told about children. A child waits here once, however much happens to it, and its frames are made from its
/// state when there is room for them: so nothing is sent about descriptors that are closed meanwhile, and a brain that does
/// not read makes nothing grow. The answer to the request for a start comes right before its outcome, so that the brain wakes once for both;
/// and what has happened to many children at a time goes in one message.
/// </summary>
internal sealed class Tidings(Programs programs, Outbox outbox, Action exitTold)
{
    private readonly Queue<KeptChild> _waiting = new();
    private readonly List<Told> _batched = [];

    internal void Add(KeptChild child)
    {
        if (!child.Known || child.Queued || child.State == ChildState.Starting || IsTold(child))
            return;
        child.Queued = true;
        _waiting.Enqueue(child);
    }

    internal Errno Continue()
    {
        while (_waiting.Count > 0)
        {
            Batch();
            var error = _batched.Count > 0 ? SendBatch() : SendNext(_waiting.Peek());
            if (error != Errno.None)
                return error;
            Forget();
        }

        return Errno.None;
    }

    // Until the message is full.
    private void Batch()
    {
        _batched.Clear();
        foreach (var child in _waiting)
        {
            var told = Told.Now(child);
            while (Next(told) is { } next)
            {
                if (!TryBatch(next))
                    return;
                told = next;
                _batched.Add(told);
            }
        }
    }

    private bool TryBatch(in Told next)
    {
        Span<int> numbers = stackalloc int[3];
        var (frame, id, descriptors) = Make(next, numbers);
        return outbox.TryBatch(frame, numbers[..descriptors], id);
    }

    // Nothing was told as long as this fails.
    private Errno SendBatch()
    {
        var error = outbox.SendBatch();
        if (error != Errno.None)
            return error;
        foreach (var told in CollectionsMarshal.AsSpan(_batched))
            Note(told);
        return error;
    }

    // Too long for a batch.
    private Errno SendNext(KeptChild child)
    {
        if (Next(Told.Now(child)) is not { } next)
            return Errno.None;
        Span<int> numbers = stackalloc int[3];
        var (frame, id, descriptors) = Make(next, numbers);
        var error = outbox.Send(frame, numbers[..descriptors], id);
        if (error == Errno.None)
            Note(next);
        return error;
    }

    private void Forget()
    {
        while (_waiting.TryPeek(out var child) && IsTold(child))
        {
            child.Queued = false;
            _waiting.Dequeue();
        }
    }

    private static bool IsTold(KeptChild child) => child.ToldState >= child.State && child.Owed == 0;

    // Null when nothing is left. One that the list has told as over meanwhile may be forgotten already.
    private static Told? Next(in Told told)
    {
        if (told.Owed)
            return told with { Owed = false, IsAnswer = true };
        if (told.State >= told.Child.State)
            return null;
        var state = told is { State: ChildState.Starting, Child.State: not ChildState.Failed } ? ChildState.Running : told.Child.State;
        return told with { State = state, IsAnswer = false };
    }

    private static (Frame Frame, uint Id, int Descriptors) Make(in Told next, Span<int> numbers)
    {
        var child = next.Child;
        if (next.IsAnswer)
            return (new Frame.Answer(0, null), child.Owed, 0);
        return next.State switch
        {
            ChildState.Running => (new Frame.Spawned(child.Ref, child.Birth, child.Streams), 0, child.CopyStreams(numbers)),
            ChildState.Failed => (new Frame.SpawnFailed(child.Ref, child.Failure!), 0, 0),
            _ => (new Frame.Exited(child.Ref, child.Birth.Pid, child.Exit!.Value), 0, 0),
        };
    }

    private void Note(in Told told)
    {
        var child = told.Child;
        if (told.IsAnswer)
        {
            child.Owed = 0;
            return;
        }

        child.ToldState = told.State;
        if (told.State == ChildState.Ended)
            exitTold();

        // Nothing is left of it, so there is nothing to acknowledge either.
        else if (told.State == ChildState.Failed)
            _ = programs.Acknowledge(child.Ref);
    }

    /// <summary>How far a brain knows of a child.</summary>
    /// <param name="Child">The child.</param>
    /// <param name="State">What it was told last.</param>
    /// <param name="Owed">Whether it waits for the answer to its request.</param>
    /// <param name="IsAnswer">Whether that answer is what it was told last.</param>
    private readonly record struct Told(KeptChild Child, ChildState State, bool Owed, bool IsAnswer)
    {
        internal static Told Now(KeptChild child) => new(child, child.ToldState, child.Owed != 0, IsAnswer: false);
    }
}
