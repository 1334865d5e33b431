using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Files;

namespace Supervisor.Daemonization.Launching;

/// <summary>The launching process's end of the status pipe: collects bytes into messages.</summary>
internal sealed class StatusPipe(OwnedDescriptor pipe)
{
    private const int ChunkSize = 4096;

    private readonly List<byte> _received = [];

    internal int Descriptor => pipe.Number;

    /// <summary>No process holds the other end any more.</summary>
    internal bool Ended { get; private set; }

    /// <summary>Reads what is there, once, and returns the messages that are complete with it.</summary>
    internal IReadOnlyList<StatusMessage> Read()
    {
        Span<byte> chunk = stackalloc byte[ChunkSize];
        var read = DescriptorIo.Read(pipe, chunk);
        if (read.Failed) throw new PosixException("read", read.Error);
        Ended = read.Count == 0;
        _received.AddRange(chunk[..(int)read.Count]);

        var messages = new List<StatusMessage>();
        while (StatusMessage.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received)) is var (message, size))
        {
            messages.Add(message);
            _received.RemoveRange(0, size);
        }

        return messages;
    }
}
