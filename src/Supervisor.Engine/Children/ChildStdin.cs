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
    /// <summary>How long a child that does not read is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<StdinResult> WriteAsync(Child child, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var pipe = child.DuplicateStdin();
        if (pipe is null) return StdinResult.Closed;
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!bytes.IsEmpty)
        {
            var written = DescriptorIo.Write(pipe, bytes.Span);
            if (written.Error == Errno.EPIPE) return StdinResult.Closed;
            if (written.Failed && !written.WouldBlock) throw new PosixException("write", written.Error);
            bytes = bytes[(int)written.Count..];
            if (!written.WouldBlock) continue;
            if (Environment.TickCount64 > deadline) return StdinResult.Full;

            // The pipe of a child that reads slowly: rare enough that it needs no place in an event loop.
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }

        return StdinResult.Written;
    }
}
