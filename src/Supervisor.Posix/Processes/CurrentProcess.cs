using System.Text;

namespace Supervisor.Posix.Processes;

/// <summary>Settings of this very process.</summary>
public static unsafe class CurrentProcess
{
    private const int SetSubreaper = 36;
    private const int GetSubreaper = 37;
    private const int SetDumpable = 4;
    private const int SetThreadName = 15;

    public static int Pid => ProcessCalls.GetPid();

    public static int ParentPid => ProcessCalls.GetParentPid();

    /// <summary>Process group of a process, 0 for our own.</summary>
    public static int ProcessGroup(int pid = 0)
    {
        var group = ProcessCalls.GetPgid(pid);
        return group >= 0 ? group : throw new PosixException("getpgid", Errno.Last);
    }

    /// <summary>Session of a process, 0 for our own.</summary>
    public static int Session(int pid = 0)
    {
        var session = ProcessCalls.GetSid(pid);
        return session >= 0 ? session : throw new PosixException("getsid", Errno.Last);
    }

    /// <summary>Starts a session (setsid(2)) and returns its number.</summary>
    /// <exception cref="PosixException">EPERM: we lead a process group already.</exception>
    public static int StartSession()
    {
        var session = ProcessCalls.SetSid();
        return session >= 0 ? session : throw new PosixException("setsid", Errno.Last);
    }

    /// <summary>Orphaned descendants become children of this process (PR_SET_CHILD_SUBREAPER).</summary>
    public static bool IsSubreaper
    {
        get
        {
            var value = 0;
            Check("prctl", ProcessCalls.ProcessControl(GetSubreaper, (nuint)(&value), 0, 0, 0));
            return value != 0;
        }
        set => Check("prctl", ProcessCalls.ProcessControl(SetSubreaper, value ? 1u : 0u, 0, 0, 0));
    }

    /// <summary>Whether orphans of this process's descendants become its children: as PID 1 or as a subreaper.</summary>
    public static bool AdoptsOrphans => Pid == 1 || IsSubreaper;

    /// <summary>Without it no core dumps are written and /proc/PID belongs to root (PR_SET_DUMPABLE).</summary>
    public static void SetCoreDumps(bool allowed) =>
        Check("prctl", ProcessCalls.ProcessControl(SetDumpable, allowed ? 1u : 0u, 0, 0, 0));

    /// <summary>The name that ps and pgrep know us by, cut to 15 bytes. To be called on the main thread.</summary>
    public static void SetName(string name)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(name + "\0"))
            Check("prctl", ProcessCalls.ProcessControl(SetThreadName, (nuint)p, 0, 0, 0));
    }

    /// <summary>Sets the file mode creation mask and returns the one before.</summary>
    public static int SetUmask(int mask) => (int)ProcessCalls.Umask((uint)mask);

    public static void ChangeDirectory(string path)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
            Check("chdir", ProcessCalls.ChangeDirectory(p), path);
    }

    public static void ChangeRoot(string path)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
            Check("chroot", ProcessCalls.ChangeRoot(p), path);
    }

    /// <summary>execve(2): becomes another program. Returns only when that failed, with the errno.</summary>
    public static Errno Execute(string path, NativeStrings arguments, NativeStrings environment)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
            _ = ProcessCalls.Execve(p, arguments.Pointer, environment.Pointer);
        return Errno.Last;
    }

    /// <summary>Gives what the C library's heap does not use back to the system (malloc_trim(3)); a library without the call does that by itself.</summary>
    public static void ReleaseFreeMemory()
    {
        try
        {
            _ = ProcessCalls.TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl.
        }
    }

    /// <summary>Ends this process at once; nothing of the runtime is shut down.</summary>
    public static void Exit(int status) => ProcessCalls.Exit(status);

    private static void Check(string call, int result, string? path = null)
    {
        if (result != 0)
            throw new PosixException(call, Errno.Last, path);
    }
}
