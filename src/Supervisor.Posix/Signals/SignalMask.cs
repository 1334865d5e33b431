using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Posix.Signals;

/// <summary>
/// The signals that the calling thread does not take (pthread_sigmask(3)). Threads and an exec inherit them. A signal for a process all of
/// whose threads block it waits in the kernel, also over an exec; it is never lost.
/// </summary>
public static unsafe partial class SignalMask
{
    // sigset_t of glibc and musl has 128 bytes, of which the kernel knows the first 8.
    private const int Words = 16;
    private const string Tasks = "/proc/self/task";
    private const string BlockedLine = "SigBlk:";
    private const int Block = 0;
    private const int Unblock = 1;

    /// <summary>Whether this thread blocks all of these.</summary>
    public static bool Blocks(ReadOnlySpan<int> signals)
    {
        var old = stackalloc ulong[Words];
        Apply(Block, null, old);
        var wanted = ToSet(signals);
        return (old[0] & wanted) == wanted;
    }

    /// <summary>Whether all threads of this process block all of these, as proc(5) has it; false where /proc cannot be read.</summary>
    public static bool IsBlockedByAllThreads(ReadOnlySpan<int> signals)
    {
        var wanted = ToSet(signals);
        try
        {
            return Directory.EnumerateDirectories(Tasks).All(task => (BlockedBy(task) & wanted) == wanted);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // No /proc, or a thread that has just ended.
            return false;
        }
    }

    /// <summary>Blocks these in this thread, and in those that it starts from now on.</summary>
    public static void Add(ReadOnlySpan<int> signals)
    {
        var set = stackalloc ulong[Words];
        new Span<ulong>(set, Words).Clear();
        set[0] = ToSet(signals);
        Apply(Block, set, null);
    }

    /// <summary>Lets this thread take these.</summary>
    public static void Remove(ReadOnlySpan<int> signals)
    {
        var set = stackalloc ulong[Words];
        new Span<ulong>(set, Words).Clear();
        set[0] = ToSet(signals);
        Apply(Unblock, set, null);
    }

    internal static ulong ToSet(ReadOnlySpan<int> signals)
    {
        var set = 0UL;
        foreach (var signal in signals)
            set |= 1UL << (signal - 1);
        return set;
    }

    private static ulong BlockedBy(string task)
    {
        var line = File.ReadLines($"{task}/status").FirstOrDefault(line => line.StartsWith(BlockedLine, StringComparison.Ordinal));
        return ulong.TryParse(line.AsSpan(line is null ? 0 : BlockedLine.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set) ? set : 0;
    }

    private static void Apply(int how, ulong* set, ulong* old)
    {
        var error = SetMask(how, set, old);
        if (error != 0)
            throw new PosixException("pthread_sigmask", new Errno(error));
    }

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetMask(int how, ulong* set, ulong* old);
}
