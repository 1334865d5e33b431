using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output.Tails;

/// <summary>
/// What happens to one log, told by its writer to those who follow it: bytes came, it was rotated, truncated, or replaced.
/// Costs the writer a memory barrier as long as nobody follows.
/// </summary>
public sealed class LogActivity
{
    private TaskCompletionSource? _waiter;
    private long _rotations;
    private long _version;
    private long _replacements;
    private volatile WrittenFile? _written;
    private volatile LogTruncation _truncation = new(0, 0);

    /// <summary>Rotations so far: the number of the present file.</summary>
    internal long Rotations => Volatile.Read(ref _rotations);

    /// <summary>Odd while files are being renamed or emptied; the same even number before and after a look at them means that nothing moved.</summary>
    internal long Version => Volatile.Read(ref _version);

    /// <summary>How often the file was cleared or opened anew.</summary>
    internal long Replacements => Volatile.Read(ref _replacements);

    /// <summary>The file that is written now; null for a writer that does not tell, whose file is the one that has the name.</summary>
    internal WrittenFile? Written
    {
        get => _written;
        set => _written = value;
    }

    internal LogTruncation Truncation => _truncation;

    /// <summary>Bytes were appended.</summary>
    public void Grew()
    {
        // Pairs with Next(): either the follower sees the bytes, or the writer sees the follower.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiter) is not null) Interlocked.Exchange(ref _waiter, null)?.TrySetResult();
    }

    /// <summary>The files will be renamed or emptied now. One of the two ends must follow; followers wait for it.</summary>
    public void BeginRotation() => Interlocked.Increment(ref _version);

    /// <summary>The renaming is over.</summary>
    /// <param name="succeeded">The file became <c>.1</c> and a new one was opened in its place.</param>
    public void EndRotation(bool succeeded)
    {
        if (succeeded) Interlocked.Increment(ref _rotations);
        Interlocked.Increment(ref _version);
        Grew();
    }

    /// <summary>The file was emptied in place.</summary>
    /// <param name="size">Bytes it had.</param>
    public void EndTruncation(long size)
    {
        _truncation = new(_truncation.Count + 1, size);
        EndRotation(succeeded: false);
    }

    /// <summary>The file was deleted, or the name opened anew: what is read next is no continuation.</summary>
    public void Replaced()
    {
        Interlocked.Increment(ref _replacements);
        Grew();
    }

    /// <summary>Completes at the next activity after this call. Ask first, look at the log then, and wait last.</summary>
    internal Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _waiter) is { } present) return present.Task;
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _waiter, fresh, null) is null) return fresh.Task;
        }
    }
}

/// <param name="Identity">Device and inode.</param>
internal sealed record WrittenFile(FileIdentity Identity);

/// <param name="Count">Truncations so far.</param>
/// <param name="Size">Bytes the file had at the last one.</param>
internal sealed record LogTruncation(long Count, long Size);
