using Supervisor.Keeper.Protocol;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Brain;

/// <summary>Our ends of a child's pipes, as they came with a frame.</summary>
internal readonly record struct TakenStreams(OwnedDescriptor? Stdin, OwnedDescriptor? Stdout, OwnedDescriptor? Stderr)
{
    /// <summary>Bits 1, 2 and 4 tell which of the three are there; they come in this order.</summary>
    internal static TakenStreams From(int streams, ReceivedFrame received)
    {
        var stdin = (streams & 1) != 0 ? received.Take() : null;
        var stdout = (streams & 2) != 0 ? received.Take() : null;
        var stderr = (streams & 4) != 0 ? received.Take() : null;
        return new TakenStreams(stdin, stdout, stderr);
    }
}
