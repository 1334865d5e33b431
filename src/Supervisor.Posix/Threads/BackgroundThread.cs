using System.Runtime.InteropServices;
using Supervisor.Posix.Processes;

namespace Supervisor.Posix.Threads;

/// <summary>
/// A thread that the process keeps for itself, beside those of the runtime's pool; the process does not wait for it at its end. Made by pthread_create(3), since
/// <see cref="Thread.Start()"/> turns round and round until the new thread runs: where the other processors sleep or are busy that takes up to
/// milliseconds for each thread, and a start of supervisord is mostly that.
/// </summary>
public sealed unsafe partial class BackgroundThread
{
    // More than any C library's pthread_attr_t has.
    private const int AttributesSize = 128;
    private const int Detached = 1;

    private readonly TaskCompletionSource _ended = new();
    private readonly string _name;
    private readonly Action _run;

    private BackgroundThread(string name, Action run) => (_name, _run) = (name, run);

    /// <summary>Begins a thread and returns at once, maybe before it runs.</summary>
    /// <param name="name">As the kernel shows it; 15 bytes are what it keeps.</param>
    /// <param name="run">What the thread does. An exception that leaves it ends the process.</param>
    /// <param name="stackBytes">Of its stack; 0 for the system's default.</param>
    /// <exception cref="PosixException">EAGAIN: no more threads are allowed here, or there is no memory.</exception>
    public static BackgroundThread Start(string name, Action run, int stackBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(run);
        var thread = new BackgroundThread(name, run);
        var self = GCHandle.Alloc(thread);
        var attributes = stackalloc byte[AttributesSize];
        _ = InitializeAttributes(attributes);
        _ = SetDetached(attributes, Detached);
        if (stackBytes > 0)
            _ = SetStackSize(attributes, (nuint)stackBytes);
        var error = Create(out _, attributes, &Begin, GCHandle.ToIntPtr(self));
        _ = DestroyAttributes(attributes);
        if (error == 0)
            return thread;
        self.Free();
        throw new PosixException("pthread_create", new Errno(error));
    }

    /// <summary>Waits until all that the thread does is done.</summary>
    public void Join() => _ended.Task.Wait();

    [UnmanagedCallersOnly]
    private static nint Begin(nint handle)
    {
        var self = GCHandle.FromIntPtr(handle);
        var thread = (BackgroundThread)self.Target!;
        self.Free();
        CurrentProcess.SetName(thread._name);
        thread._run();
        thread._ended.SetResult();
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "pthread_attr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_setdetachstate")]
    private static partial int SetDetached(byte* attributes, int state);

    [LibraryImport("libc", EntryPoint = "pthread_attr_setstacksize")]
    private static partial int SetStackSize(byte* attributes, nuint bytes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_create")]
    private static partial int Create(out nuint thread, byte* attributes, delegate* unmanaged<nint, nint> begin, nint argument);
}
