using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Protocol;

/// <summary>What is left of a message with several frames. Its descriptors are closed when their frame never comes.</summary>
internal sealed class ReceivedBatch : IDisposable
{
    private readonly Queue<OwnedDescriptor> _descriptors = new();
    private ReadOnlyMemory<byte> _rest;

    internal bool IsEmpty => _rest.IsEmpty;

    /// <param name="body">The message without its header; not to be altered until nothing is left.</param>
    /// <param name="descriptors">The message's; they belong to this from now on.</param>
    internal void Begin(ReadOnlyMemory<byte> body, IEnumerable<OwnedDescriptor> descriptors)
    {
        _rest = body;
        foreach (var descriptor in descriptors)
            _descriptors.Enqueue(descriptor);
    }

    /// <summary>The next frame with what belongs to it. With an error nothing is left.</summary>
    /// <param name="message">The frame.</param>
    /// <param name="descriptors">Its descriptors are added to it.</param>
    /// <param name="lost">Whether some of them did not arrive.</param>
    internal ProtocolError Next(out ReadOnlySpan<byte> message, ICollection<OwnedDescriptor> descriptors, out bool lost)
    {
        message = default;
        lost = false;
        var reader = new FieldReader(_rest.Span);
        while (reader.Next())
        {
            if (reader.Tag != FieldTag.Frame)
            {
                reader.Skip();
                continue;
            }

            if (reader.Bytes.IsEmpty)
                break;
            for (var i = reader.Bytes[0]; i > 0 && !lost; i--)
            {
                lost = !_descriptors.TryDequeue(out var descriptor);
                if (descriptor is not null)
                    descriptors.Add(descriptor);
            }

            message = reader.Bytes[1..];
            _rest = _rest[^reader.Left..];
            if (IsEmpty)
                Dispose();
            return ProtocolError.None;
        }

        Dispose();
        return reader.Error == ProtocolError.None ? ProtocolError.Missing : reader.Error;
    }

    public void Dispose()
    {
        _rest = default;
        while (_descriptors.TryDequeue(out var descriptor))
            descriptor.Dispose();
    }
}
