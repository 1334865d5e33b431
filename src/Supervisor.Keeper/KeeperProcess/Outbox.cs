using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>Frames that wait for room in the socket. A send that would wait leaves the frame for the next time.</summary>
internal sealed class Outbox(FrameChannel channel) : IDisposable
{
    private readonly Queue<(Frame Frame, uint Id, OwnedDescriptor? Gift)> _waiting = new();
    private readonly FrameWriter _writer = new();

    internal int Count => _waiting.Count;

    /// <param name="frame">What to say.</param>
    /// <param name="id">Of the request that it answers.</param>
    /// <param name="gift">Sent along and then closed.</param>
    internal void Add(Frame frame, uint id = 0, OwnedDescriptor? gift = null) => _waiting.Enqueue((frame, id, gift));

    /// <summary>Sends what waits. EAGAIN when there is no more room.</summary>
    internal Errno Flush()
    {
        while (_waiting.TryPeek(out var next))
        {
            var error = next.Gift is null ? Send(next.Frame, [], next.Id) : Send(next.Frame, [next.Gift.Number], next.Id);
            if (error != Errno.None)
                return error;
            _waiting.Dequeue();
            next.Gift?.Dispose();
        }

        return Errno.None;
    }

    /// <summary>Sends at once or not at all; for frames that are made anew when there is room.</summary>
    internal Errno Send(Frame frame, ReadOnlySpan<int> descriptors, uint id = 0) =>
        channel.Send(FrameEncoder.Encode(_writer, frame, id), descriptors, wait: false);

    public void Dispose()
    {
        foreach (var (_, _, gift) in _waiting)
            gift?.Dispose();
        _waiting.Clear();
    }
}
