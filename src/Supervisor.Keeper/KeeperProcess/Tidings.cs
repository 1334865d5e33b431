using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// What is to be told about children. A child waits here once, however much happens to it, and its frames are made from its
/// state when there is room for them: so nothing is sent about descriptors that are closed meanwhile, and a brain that does
/// not read makes nothing grow. The answer to the request for a start comes right before its outcome, so that the brain wakes once for both.
/// </summary>
internal sealed class Tidings(Programs programs, Outbox outbox, Action exitTold)
{
    private readonly Queue<KeptChild> _waiting = new();

    internal void Add(KeptChild child)
    {
        if (!child.Known || child.Queued || child.State == ChildState.Starting || (child.ToldState >= child.State && child.Owed == 0))
            return;
        child.Queued = true;
        _waiting.Enqueue(child);
    }

    internal Errno Continue()
    {
        while (_waiting.TryPeek(out var child))
        {
            if (Answer(child) is var unanswered && unanswered != Errno.None)
                return unanswered;

            // One that the list has told as over meanwhile may be forgotten already.
            while (child.ToldState < child.State)
            {
                var error = TellNext(child);
                if (error != Errno.None)
                    return error;
            }

            child.Queued = false;
            _waiting.Dequeue();
        }

        return Errno.None;
    }

    private Errno Answer(KeptChild child)
    {
        if (child.Owed == 0)
            return Errno.None;
        var error = outbox.Send(new Frame.Answer(0, null), [], child.Owed);
        if (error == Errno.None)
            child.Owed = 0;
        return error;
    }

    private Errno TellNext(KeptChild child)
    {
        Span<int> numbers = stackalloc int[3];
        if (child.State == ChildState.Failed)
            return TellFailure(child);
        if (child.ToldState == ChildState.Starting)
        {
            var count = child.CopyStreams(numbers);
            return Advance(child, ChildState.Running, outbox.Send(new Frame.Spawned(child.Ref, child.Birth, child.Streams), numbers[..count]));
        }

        var error = Advance(child, ChildState.Ended, outbox.Send(new Frame.Exited(child.Ref, child.Birth.Pid, child.Exit!.Value), []));
        if (error == Errno.None)
            exitTold();
        return error;
    }

    // Nothing is left of it, so there is nothing to acknowledge either.
    private Errno TellFailure(KeptChild child)
    {
        var error = Advance(child, ChildState.Failed, outbox.Send(new Frame.SpawnFailed(child.Ref, child.Failure!), []));
        if (error == Errno.None)
            _ = programs.Acknowledge(child.Ref);
        return error;
    }

    private static Errno Advance(KeptChild child, ChildState told, Errno error)
    {
        if (error == Errno.None)
            child.ToldState = told;
        return error;
    }
}
