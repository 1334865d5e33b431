using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Brain;

/// <summary>Gathers the frames of the keeper's list, on the receiving thread, while another thread waits for the end of a page.</summary>
internal sealed class AdoptionBuilder
{
    private readonly List<AdoptedChild> _children = [];
    private readonly Dictionary<string, OwnedDescriptor> _descriptors = new(StringComparer.Ordinal);

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

    internal void Add(Frame.Descriptor kept, ReceivedFrame received)
    {
        if (received.Take() is not { } descriptor)
            return;
        if (_descriptors.Remove(kept.Name, out var old))
            old.Dispose();
        _descriptors[kept.Name] = descriptor;
    }

    internal Adoption Build(int keeperPid, int keeperVersion) => new(keeperPid, keeperVersion, _children, _descriptors);
}
