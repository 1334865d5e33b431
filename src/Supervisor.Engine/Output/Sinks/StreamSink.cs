using Supervisor.Core.Output;
using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Sinks;

/// <summary>A terminal, pipe, FIFO, socket, device, or the daemon's own stream: written in order, never waited for, never rotated.</summary>
internal sealed class StreamSink(OpenedSink opened) : Sink
{
    // What poll(2) promises to fit into a pipe that it calls writable.
    private const int GuardedPiece = 4096;

    public override FileIdentity? Identity => opened.Identity;

    public override int PollNumber => opened.Descriptor.Number;

    public override IoResult Write(ReadOnlySpan<byte> bytes, RotationPolicy policy, ISinkEvents events)
    {
        var moved = 0;
        while (moved < bytes.Length)
        {
            var result = WriteOnce(bytes[moved..]);
            if (result.Failed) return new(moved, result.Error);
            if (result.Count == 0) return new(moved, Errno.EIO);
            moved += (int)result.Count;
        }

        return new(moved, Errno.None);
    }

    public override void Dispose() => opened.Dispose();

    private IoResult WriteOnce(ReadOnlySpan<byte> bytes) => opened.Stream switch
    {
        StreamMode.Socket => DescriptorIo.SendWithoutWaiting(opened.Descriptor, bytes),
        StreamMode.Guarded when !DescriptorIo.IsWritable(opened.Descriptor) => new(0, Errno.EAGAIN),
        StreamMode.Guarded => DescriptorIo.Write(opened.Descriptor, bytes[..Math.Min(bytes.Length, GuardedPiece)]),
        _ => DescriptorIo.Write(opened.Descriptor, bytes),
    };
}
