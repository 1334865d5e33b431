using Supervisor.Posix;
using Supervisor.Posix.Files;

namespace Supervisor.Engine.Children;

/// <summary>What became of bytes for a child's stdin.</summary>
public enum StdinResult
{
    Written,

    /// <summary>The child has closed its stdin, or there is no child.</summary>
    Closed,

    /// <summary>The child does not read and its pipe is full; a part may have been written.</summary>
    Full,
}

/// <summary>Writes to the stdin pipes of children.</summary>
internal static class ChildStdin
{
    /// <summary>How long a child that does not read is waited for, each time its pipe is full.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<StdinResult> WriteAsync(Child child, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var pipe = child.DuplicateStdin();
        if (pipe is null) return StdinResult.Closed;
        while (!bytes.IsEmpty)
        {
            var written = DescriptorIo.Write(pipe, bytes.Span);
            if (written.Error == Errno.EPIPE) return StdinResult.Closed;
            if (written.Failed && !written.WouldBlock) throw new PosixException("write", written.Error);
            bytes = bytes[(int)written.Count..];

            // A child that reads slowly is rare enough that its pipe needs no place in an event loop.
            if (written.WouldBlock && !await Task.Run(() => DescriptorIo.WaitWritable(pipe, Patience), cancellation).ConfigureAwait(false))
                return StdinResult.Full;
        }

        return StdinResult.Written;
    }
}
