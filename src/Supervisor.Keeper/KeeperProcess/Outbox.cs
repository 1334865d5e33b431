using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>Frames that wait for room in the socket. A send that would wait leaves the frame for the next time.</summary>
internal sealed class Outbox(FrameChannel channel)
{
    private readonly Queue<(Frame Frame, uint Id)> _waiting = new();
    private readonly FrameWriter _writer = new();

    internal int Count => _waiting.Count;

    internal void Add(Frame frame, uint id = 0) => _waiting.Enqueue((frame, id));

    /// <summary>Sends what waits. EAGAIN when there is no more room.</summary>
    internal Errno Flush()
    {
        while (_waiting.TryPeek(out var next))
        {
            var error = Send(next.Frame, [], next.Id);
            if (error != Errno.None)
                return error;
            _waiting.Dequeue();
        }

        return Errno.None;
    }

    /// <summary>Sends at once or not at all; for frames that are made anew when there is room.</summary>
    internal Errno Send(Frame frame, ReadOnlySpan<int> descriptors, uint id = 0) =>
        channel.Send(FrameEncoder.Encode(_writer, frame, id), descriptors, wait: false);
}
