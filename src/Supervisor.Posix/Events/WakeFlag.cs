using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Supervisor.Posix.Events;

/// <summary>
/// One thread sleeps until another one raises the flag (futex(2)). Raising costs a system call only while somebody sleeps, and the one who
/// wakes has nothing else to wait for: the runtime's own events and monitors wake a thread into a lock that the waker still holds.
/// </summary>
public sealed unsafe partial class WakeFlag
{
    private const int Lowered = 0;
    private const int Raised = 1;
    private const int SleptOn = -1;
    private const int WaitPrivate = 128;
    private const int WakePrivate = 129;
    private const long NanosecondsPerTick = 100;

    // The kernel knows the flag by its address.
    private readonly int[] _flag = GC.AllocateArray<int>(1, pinned: true);

    private static long FutexNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    /// <summary>Wakes the thread that sleeps, or the next one that would. Any thread; what was written before is seen by the woken one.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _flag[0], Raised) == SleptOn)
            _ = Futex(FutexNumber, Address, WakePrivate, 1, null);
    }

    /// <summary>Returns when the flag is raised, and lowers it. False when the time is over. One thread at a time.</summary>
    /// <param name="timeout">Null for as long as it takes.</param>
    public bool Wait(TimeSpan? timeout)
    {
        var began = timeout is null ? 0 : Stopwatch.GetTimestamp();
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _flag[0], Lowered, Raised);
            if (before == Raised)
                return true;
            if (before == Lowered && Interlocked.CompareExchange(ref _flag[0], SleptOn, Lowered) == Raised)
                continue;
            if (timeout is null)
            {
                _ = Futex(FutexNumber, Address, WaitPrivate, SleptOn, null);
                continue;
            }

            var left = timeout.Value - Stopwatch.GetElapsedTime(began);
            if (left > TimeSpan.Zero)
                Sleep(left);
            else if (Interlocked.CompareExchange(ref _flag[0], Lowered, SleptOn) == SleptOn)
                return false;
        }
    }

    private int* Address => (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_flag, 0);

    private void Sleep(TimeSpan time)
    {
        var seconds = Math.DivRem(time.Ticks, TimeSpan.TicksPerSecond, out var ticks);
        var timespec = stackalloc long[] { seconds, ticks * NanosecondsPerTick };
        _ = Futex(FutexNumber, Address, WaitPrivate, SleptOn, timespec);
    }

    // Every return is a reason to look again, so none is an error: EAGAIN, EINTR, ETIMEDOUT.
    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Futex(long number, int* address, long operation, long value, long* timeout);
}
