using Supervisor.Posix.Accounts;
using Supervisor.Posix.Limits;

namespace Supervisor.Posix.Processes;

/// <summary>
/// What a process does to itself between its start and its exec, on raw memory and without any allocation, since it is run
/// in a process that shall live for a millisecond. Each returns 0 or the errno.
/// </summary>
public static unsafe class ExecSteps
{
    private const int SetParentDeathSignal = 1;
    private const int SetNoNewPrivileges = 38;
    private const int PriorityOfProcess = 0;
    private const int WriteOnlyCloseOnExec = 1 | 0x80000;
    private const long CloseRangeCloseOnExec = 4;
    private const int SetMask = 2;

    public static Errno ChangeDirectory(byte* path) => Result(ProcessCalls.ChangeDirectory(path));

    public static Errno ChangeRoot(byte* path) => Result(ProcessCalls.ChangeRoot(path));

    public static void SetUmask(int mask) => _ = ProcessCalls.Umask((uint)mask);

    public static Errno SetGroups(uint* groups, int count) => Result(AccountCalls.SetGroups((nuint)count, groups));

    public static Errno SetGroup(uint id) => Result(AccountCalls.SetGroupId(id));

    public static Errno SetUser(uint id) => Result(AccountCalls.SetUserId(id));

    public static Errno SetLimit(int resource, ulong soft, ulong hard)
    {
        var limit = new ResourceLimit(soft, hard);
        return Result(LimitCalls.ProcessLimit(0, resource, &limit, null));
    }

    /// <summary>The nice value -20 to 19 (setpriority(2)), not an increment.</summary>
    public static Errno SetNice(int value) => Result(ProcessCalls.SetPriority(PriorityOfProcess, 0, value));

    public static Errno SetAffinity(byte* mask, int size) => Result(ProcessCalls.SetAffinity(0, (nuint)size, mask));

    public static Errno SetNoNewPrivs() => Result(ProcessCalls.ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0));

    /// <summary>The signal that the kernel sends us when the thread that started us ends (prctl(2)).</summary>
    public static Errno SetDeathSignal(int signal) => Result(ProcessCalls.ProcessControl(SetParentDeathSignal, (nuint)signal, 0, 0, 0));

    public static int Pid => ProcessCalls.GetPid();

    public static int ParentPid => ProcessCalls.GetParentPid();

    /// <summary>Writes a few bytes to an existing file, as the files of /proc and cgroups want it: in one write(2).</summary>
    public static Errno WriteFile(byte* path, byte* text, int length)
    {
        var descriptor = ProcessCalls.Open(path, WriteOnlyCloseOnExec, 0);
        if (descriptor < 0)
            return Errno.Last;
        var error = ProcessCalls.Write(descriptor, text, (nuint)length) < 0 ? Errno.Last : Errno.None;
        _ = ProcessCalls.Close(descriptor);
        return error;
    }

    public static Errno Write(int descriptor, byte* data, int length) =>
        ProcessCalls.Write(descriptor, data, (nuint)length) == length ? Errno.None : Errno.Last;

    /// <summary>Reads from an offset until the buffer is full or the file ends; -1 on an error.</summary>
    public static nint ReadAt(int descriptor, byte* buffer, nuint count, long offset) => ExecStepCalls.ReadAt(descriptor, buffer, count, offset);

    /// <summary>Size of a file by its descriptor, -1 on an error.</summary>
    public static long Size(int descriptor) => ExecStepCalls.Seek(descriptor, 0, 2);

    public static void Close(int descriptor) => _ = ProcessCalls.Close(descriptor);

    /// <summary>Marks a descriptor close-on-exec or not.</summary>
    public static void SetCloseOnExec(int descriptor, bool value) => _ = ProcessCalls.FileControl(descriptor, 2, value ? 1 : 0);

    /// <summary>Marks every descriptor from <paramref name="first"/> on close-on-exec.</summary>
    public static void SetAllCloseOnExec(int first)
    {
        // CLOSE_RANGE_CLOEXEC came with Linux 5.11; before that they are marked one by one.
        if (ProcessCalls.Syscall3(ProcessCalls.CloseRange, first, uint.MaxValue, CloseRangeCloseOnExec) == 0)
            return;
        ResourceLimit limit;
        var last = LimitCalls.ProcessLimit(0, (int)Resource.OpenFiles, null, &limit) == 0 ? Math.Min(limit.Hard, 1 << 20) : 1 << 16;
        for (var descriptor = first; (ulong)descriptor < last; descriptor++)
            SetCloseOnExec(descriptor, true);
    }

    /// <summary>Default disposition for every signal, and an empty mask.</summary>
    public static void ResetSignals()
    {
        for (var signal = 1; signal <= Signals.SignalNumbers.RealTimeMax; signal++)
        {
            if (signal is not (Signals.SignalNumbers.Kill or Signals.SignalNumbers.Stop))
                _ = ExecStepCalls.SetHandler(signal, 0);
        }

        var empty = stackalloc ulong[16];
        new Span<ulong>(empty, 16).Clear();
        _ = ExecStepCalls.SetSignalMask(SetMask, empty, null);
    }

    /// <summary>Returns only when it failed.</summary>
    public static Errno Execute(byte* path, byte** arguments, byte** environment) =>
        Result(ProcessCalls.Execve(path, arguments, environment));

    public static void Exit(int status) => ProcessCalls.Exit(status);

    private static Errno Result(int result) => result == 0 ? Errno.None : Errno.Last;
}
