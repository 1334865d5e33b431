using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// What is to be told about children. A child waits here once, however much happens to it, and its frames are made from its
/// state when there is room for them: so nothing is sent about descriptors that are closed meanwhile, and a brain that does
/// not read makes nothing grow.
/// </summary>
internal sealed class Tidings(Programs programs, Outbox outbox, Action exitTold)
{
    private readonly Queue<KeptChild> _waiting = new();

    internal void Add(KeptChild child)
    {
        if (!child.Known || child.Queued || child.ToldState >= child.State)
            return;
        child.Queued = true;
        _waiting.Enqueue(child);
    }

    internal Errno Continue()
    {
        while (_waiting.TryPeek(out var child))
        {
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
