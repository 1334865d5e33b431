using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Brain;

/// <summary>Gathers the frames of the keeper's list, on the receiving thread, while another thread waits for the end of a page.</summary>
internal sealed class AdoptionBuilder
{
    private readonly List<AdoptedChild> _children = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _checkpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnedDescriptor> _sockets = new(StringComparer.Ordinal);

    internal void Add(Frame.Listed child, ReceivedFrame received)
    {
        var streams = TakenStreams.From(child.Streams, received);
        _children.Add(new AdoptedChild(
            child.Ref,
            child.Birth.Pid,
            child.Birth.StartTicks,
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(child.Birth.StartedAt, 0, 253402300799999)),
            child.Exit,
            child.Failure,
            streams.Stdin,
            streams.Stdout,
            streams.Stderr));
    }

    internal void Add(Frame.Checkpoint checkpoint) => _checkpoints[checkpoint.Key] = checkpoint.Data;

    internal void Add(Frame.Socket socket, ReceivedFrame received)
    {
        if (received.Take() is not { } descriptor)
            return;
        if (_sockets.Remove(socket.Name, out var old))
            old.Dispose();
        _sockets[socket.Name] = descriptor;
    }

    internal Adoption Build(int keeperPid, int keeperVersion) => new(keeperPid, keeperVersion, _children, _checkpoints, _sockets);
}
