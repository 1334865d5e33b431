using System.Runtime.InteropServices;

namespace Supervisor.Benchmarks.Spawn;

/// <summary>The yardstick: posix_spawn(3) and waitid(2) and nothing else, with arguments made beforehand.</summary>
internal static unsafe partial class BareSpawn
{
    private const int ByPid = 1;
    private const int Exited = 4;
    private const int CloseOnExec = 0x80000;

    /// <summary>Starts a program and waits for its end.</summary>
    public static void Run(byte* path, byte** arguments, byte** environment)
    {
        int pid;
        if (Spawn(&pid, path, null, null, arguments, environment) != 0) throw new InvalidOperationException("posix_spawn");
        Wait(pid);
    }

    /// <summary>Starts a program with a pipe for its stdout; returns its pid and the reading end.</summary>
    public static (int Pid, int Output) StartPiped(byte* path, byte** arguments, byte** environment)
    {
        var ends = stackalloc int[2];
        var actions = stackalloc byte[256];
        int pid;
        if (MakePipe(ends, CloseOnExec) != 0
            || InitActions(actions) != 0
            || AddDup2(actions, ends[1], 1) != 0
            || Spawn(&pid, path, actions, null, arguments, environment) != 0)
        {
            throw new InvalidOperationException("posix_spawn");
        }

        _ = DestroyActions(actions);
        _ = Close(ends[1]);
        return (pid, ends[0]);
    }

    /// <summary>Reads to the end, closes and waits; returns how much it was.</summary>
    public static long Finish(int pid, int output)
    {
        var buffer = stackalloc byte[4096];
        long total = 0;
        for (nint count; (count = Read(output, buffer, 4096)) > 0;) total += count;
        _ = Close(output);
        Wait(pid);
        return total;
    }

    private static void Wait(int pid)
    {
        var info = stackalloc byte[128];
        if (WaitId(ByPid, (uint)pid, info, Exited) != 0) throw new InvalidOperationException("waitid");
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int WaitId(int idType, uint id, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "pipe2")]
    private static partial int MakePipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
