using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// The list that a new brain asks for: every kept descriptor and every child as it was when the list began or as it is since, one
/// frame each, in pages, so that only few descriptors are under way at a time.
/// </summary>
internal sealed class Handover(Programs programs, Keepsakes keepsakes, Outbox outbox)
{
    private readonly Queue<string> _names = new();
    private readonly Queue<KeptChild> _children = new();
    private bool _asked;
    private uint _id;
    private int _frames;
    private int _descriptors;

    /// <summary>Whether the brain that asks acts: what it is told is told then. Before, it only looks.</summary>
    internal bool Acts { get; set; }

    /// <summary>Whether all was listed.</summary>
    internal bool IsOver => _names.Count + _children.Count == 0;

    internal bool IsSettled => IsOver && !_asked;

    internal void Ask(bool more, uint id)
    {
        if (!more)
            Collect();
        (_asked, _id, _frames, _descriptors) = (true, id, 0, 0);
    }

    /// <summary>Sends what the page that was asked for still has room for, and its end. EAGAIN when there is no more room.</summary>
    internal Errno Continue()
    {
        while (_asked)
        {
            var error = IsOver || _frames >= FrameLimits.FramesPerPage || _descriptors + 3 > FrameLimits.DescriptorsPerPage
                ? EndPage()
                : SendNext();
            if (error != Errno.None)
                return error;
        }

        return Errno.None;
    }

    private void Collect()
    {
        _names.Clear();
        _children.Clear();
        foreach (var name in keepsakes.Names)
            _names.Enqueue(name);
        foreach (var child in programs.All)
            _children.Enqueue(child);
    }

    private Errno EndPage()
    {
        var error = outbox.Send(new Frame.PageEnd(!IsOver), [], _id);
        if (error == Errno.None)
            _asked = false;
        return error;
    }

    private Errno SendNext()
    {
        var error = Errno.None;
        if (_names.TryPeek(out var name))
        {
            if (keepsakes.Find(name) is { } descriptor)
                error = Count(outbox.Send(new Frame.Descriptor(name), [descriptor.Number]), 1);
            if (error == Errno.None)
                _names.Dequeue();
        }
        else if (_children.TryPeek(out var child))
        {
            error = SendChild(child);
            if (error == Errno.None)
                _children.Dequeue();
        }

        return error;
    }

    private Errno SendChild(KeptChild child)
    {
        // Acknowledged since the list began.
        if (programs.Find(child.Ref) != child)
            return Errno.None;
        Span<int> numbers = stackalloc int[3];
        var state = child.State;
        var count = state == ChildState.Starting ? 0 : child.CopyStreams(numbers);
        var frame = new Frame.Listed(
            child.Ref, state, child.Birth, count == 0 ? 0 : child.Streams, Only(state, child.Exit), state == ChildState.Failed ? child.Failure : null);
        var error = Count(outbox.Send(frame, numbers[..count]), count);
        if (error != Errno.None || !Acts)
            return error;
        (child.Known, child.ToldState) = (true, state);
        if (state == ChildState.Failed)
            _ = programs.Acknowledge(child.Ref);
        return error;
    }

    private static ExitStatus? Only(ChildState state, ExitStatus? exit) => state == ChildState.Ended ? exit : null;

    private Errno Count(Errno error, int descriptors)
    {
        if (error != Errno.None)
            return error;
        _frames++;
        _descriptors += descriptors;
        return Errno.None;
    }
}
