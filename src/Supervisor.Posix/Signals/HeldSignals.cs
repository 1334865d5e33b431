using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Supervisor.Posix.Processes;

namespace Supervisor.Posix.Signals;

/// <summary>Signals that all threads of this process block, so that they wait until one thread takes them (sigwaitinfo(2), signalfd(2)).</summary>
public static unsafe partial class HeldSignals
{
    // sigset_t of glibc and musl has 128 bytes, of which the kernel knows the first 8.
    private const int Words = 16;

    private const string Tasks = "/proc/self/task";
    private const string BlockedLine = "SigBlk:";

    /// <summary>
    /// Blocks signals in all threads. Where <see cref="TryHold"/> cannot, this process becomes itself anew once, which keeps pid, arguments,
    /// environment and inherited descriptors: threads inherit what is blocked when they are made. Comes back when they are blocked.
    /// </summary>
    /// <exception cref="PosixException">The exec failed.</exception>
    public static void Hold(ReadOnlySpan<int> signals)
    {
        if (TryHold(signals)) return;
        var image = OwnImage.Read();
        SignalMask.Add(signals);
        using var arguments = image.ToArguments();
        using var environment = image.ToEnvironment();
        throw new PosixException("execve", CurrentProcess.Execute(image.Executable, arguments, environment), image.Executable);
    }

    /// <summary>
    /// Blocks signals in this thread and, if there is no other one but the runtime's finalizer, as early in Main under Native AOT, in that one too.
    /// </summary>
    /// <returns>Whether all threads block them now; else this one does not either.</returns>
    public static bool TryHold(ReadOnlySpan<int> signals)
    {
        if (SignalMask.Blocks(signals)) return true;
        SignalMask.Add(signals);
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            Leave(signals.ToArray());
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }

        if (AreBlockedEverywhere(SignalMask.ToSet(signals))) return true;
        SignalMask.Remove(signals);
        return false;
    }

    /// <summary>Sleeps until there is one of these, takes it, and returns its number.</summary>
    public static int Next(ReadOnlySpan<int> signals)
    {
        var set = stackalloc ulong[Words];
        new Span<ulong>(set, Words).Clear();
        set[0] = SignalMask.ToSet(signals);
        while (true)
        {
            var signal = Wait(set, null);
            if (signal > 0) return signal;
            if (Errno.Last != Errno.EINTR) throw new PosixException("sigwaitinfo", Errno.Last);
        }
    }

    /// <summary>Lets a signal that waits have its effect, such as stopping this process.</summary>
    public static void Let(int signal)
    {
        SignalMask.Remove([signal]);
        SignalMask.Add([signal]);
    }

    // Not inlined, so that nothing of it is left on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(int[] signals) => _ = new Order(signals);

    private static bool AreBlockedEverywhere(ulong wanted)
    {
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

    private static ulong BlockedBy(string task)
    {
        var line = File.ReadLines($"{task}/status").FirstOrDefault(line => line.StartsWith(BlockedLine, StringComparison.Ordinal));
        return ulong.TryParse(line.AsSpan(line is null ? 0 : BlockedLine.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set) ? set : 0;
    }

    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    private static partial int Wait(ulong* set, void* info);

    /// <summary>What the finalizer's thread is to block: it does so when nobody has this object any more. No other code of ours runs on that thread.</summary>
    private sealed class Order(int[] signals)
    {
        ~Order() => SignalMask.Add(signals);
    }
}
