using Supervisor.Keeper.Protocol;
using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>
/// Frames that wait for room in the socket, and the message that is being made. A send that would wait leaves the frames for the next time.
/// </summary>
internal sealed class Outbox(FrameChannel channel)
{
    private readonly Queue<(Frame Frame, uint Id)> _waiting = new();
    private readonly FrameWriter _writer = new();
    private readonly FrameBatch _batch = new();

    internal int Count => _waiting.Count;

    /// <summary>Whether the brain takes several frames in one message.</summary>
    internal bool MayBatch { get; set; }

    internal void Add(Frame frame, uint id = 0) => _waiting.Enqueue((frame, id));

    /// <summary>Sends what waits. EAGAIN when there is no more room.</summary>
    internal Errno Flush()
    {
        while (_waiting.TryPeek(out var first))
        {
            foreach (var (frame, id) in _waiting)
            {
                if (!TryBatch(frame, [], id))
                    break;
            }

            // One that is too long for a batch goes alone.
            var sent = Math.Max(1, _batch.Count);
            var error = _batch.Count > 0 ? SendBatch() : Send(first.Frame, [], first.Id);
            if (error != Errno.None)
                return error;
            while (sent-- > 0)
                _waiting.Dequeue();
        }

        return Errno.None;
    }

    /// <summary>Sends at once or not at all; for frames that are made anew when there is room.</summary>
    internal Errno Send(Frame frame, ReadOnlySpan<int> descriptors, uint id = 0) =>
        channel.Send(FrameEncoder.Encode(_writer, frame, id), descriptors, wait: false);

    /// <summary>Puts a frame into the message that <see cref="SendBatch"/> sends. False when it does not fit.</summary>
    internal bool TryBatch(Frame frame, ReadOnlySpan<int> descriptors, uint id = 0) =>
        (MayBatch || _batch.Count == 0) && _batch.TryAdd(FrameEncoder.Encode(_writer, frame, id).Message, descriptors);

    /// <summary>As <see cref="Send"/>; in any case the next message begins empty.</summary>
    internal Errno SendBatch()
    {
        var error = channel.Send(_batch, wait: false);
        _batch.Clear();
        return error;
    }
}
