using System.Runtime.InteropServices;
using Supervisor.Posix.Signals;

namespace Supervisor.Posix.Processes;

/// <summary>In which process group or session a child starts.</summary>
public enum SpawnGrouping
{
    /// <summary>The parent's process group.</summary>
    Inherit,

    /// <summary>A process group, by number; 0 is a new one led by the child.</summary>
    ProcessGroup,

    /// <summary>A new session and process group, both led by the child.</summary>
    Session,
}

/// <summary>posix_spawn(3).</summary>
public static unsafe class PosixSpawn
{
    // sizeof(posix_spawnattr_t) is 336 on 64-bit glibc and on musl; sizeof(sigset_t) is 128.
    private const int AttributesSize = 512;
    private const int SignalSetSize = 128;

    // All of 1 to 64 but KILL and STOP. The two that the C library keeps for its threads (32, 33) are in it as well, since
    // glibc's posix_spawn leaves them ignored in the child when it is not told to reset them.
    private const ulong CatchableSignals = ~(1UL << (SignalNumbers.Kill - 1) | 1UL << (SignalNumbers.Stop - 1));
    private const ulong LibrarySignals = 1UL << 31 | 1UL << 32;

    /// <summary>
    /// Starts a program; returns 0 and its pid, or the errno of the step that failed: clone, a file action or the exec.
    /// The calling thread waits until the exec is done, without a bound when the file system does not answer.
    /// </summary>
    /// <param name="executable">Path of the program; PATH is not searched.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="environment">The whole environment, as <c>NAME=value</c>.</param>
    /// <param name="actions">Done in the child before the exec.</param>
    /// <param name="grouping">Its process group or session.</param>
    /// <param name="processGroup">For <see cref="SpawnGrouping.ProcessGroup"/>.</param>
    /// <param name="resetSignals">Default disposition for every signal and an empty mask; else ignored signals stay ignored and the mask is the caller's.</param>
    /// <param name="pid">The child.</param>
    public static Errno Start(
        string executable,
        NativeStrings arguments,
        NativeStrings environment,
        SpawnFileActions actions,
        SpawnGrouping grouping,
        int processGroup,
        bool resetSignals,
        out int pid)
    {
        _ = TryStart(null, [], executable, arguments, environment, actions, grouping, processGroup, resetSignals, out pid, out var error);
        return error;
    }

    /// <summary>
    /// Starts a program as our parent would have started it: signals that we were started with ignored stay so, no signal is blocked, and it has
    /// all our descriptors that are not close-on-exec. It leads a process group of its own.
    /// </summary>
    /// <param name="executable">As there.</param>
    /// <param name="arguments">As there.</param>
    /// <param name="environment">As there.</param>
    /// <param name="actions">As there.</param>
    /// <param name="pid">The child.</param>
    public static Errno StartInOurPlace(string executable, NativeStrings arguments, NativeStrings environment, SpawnFileActions actions, out int pid)
    {
        var ignored = 0UL;
        for (var signal = 1; signal <= SignalNumbers.RealTimeMax; signal++)
        {
            // .NET ignores SIGPIPE by itself, and children that are to be waited for need SIGCHLD.
            if (signal is not (SignalNumbers.Pipe or SignalNumbers.Child) && SignalDispositions.IsIgnored(signal)) ignored |= 1UL << (signal - 1);
        }

        _ = TryStart(null, [], executable, arguments, environment, actions, SpawnGrouping.ProcessGroup, 0, true, out pid, out var error, ignored);
        return error;
    }

    /// <summary>
    /// As <see cref="Start"/>, on a thread whose descriptor table has nothing but what is handed over: there is nothing to close. False when
    /// that could not be handed over, and nothing was started.
    /// </summary>
    /// <param name="thread">Where to; null: here, and without handing over.</param>
    /// <param name="descriptors">
    /// At most <see cref="SpawnThread.MostDescriptors"/>. For the actions they have the numbers from
    /// <see cref="SpawnThread.FirstReceived"/> on, and are close-on-exec. There is no 0, 1 or 2 but by an action.
    /// </param>
    /// <param name="executable">As there.</param>
    /// <param name="arguments">As there.</param>
    /// <param name="environment">As there.</param>
    /// <param name="actions">As there.</param>
    /// <param name="grouping">As there.</param>
    /// <param name="processGroup">As there.</param>
    /// <param name="resetSignals">As there; the mask of a thread like that is no caller's, so without it the child has most signals blocked.</param>
    /// <param name="pid">The child.</param>
    /// <param name="error">0, or the errno of the step that failed.</param>
    /// <param name="keptSignals">Signals that keep their disposition, a bit each, when the others are reset.</param>
    public static bool TryStart(
        SpawnThread? thread,
        ReadOnlySpan<int> descriptors,
        string executable,
        NativeStrings arguments,
        NativeStrings environment,
        SpawnFileActions actions,
        SpawnGrouping grouping,
        int processGroup,
        bool resetSignals,
        out int pid,
        out Errno error,
        ulong keptSignals = 0)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(actions);
        var attributes = stackalloc byte[AttributesSize];
        new Span<byte>(attributes, AttributesSize).Clear();
        var failed = SpawnCalls.InitAttributes(attributes);
        if (failed != 0)
            throw new PosixException("posix_spawnattr_init", new Errno(failed));

        var path = (byte*)Marshal.StringToCoTaskMemUTF8(executable);
        try
        {
            SetAttributes(attributes, grouping, processGroup, resetSignals, keptSignals);
            var spawn = new PreparedSpawn
            {
                Executable = path,
                Actions = actions.Pointer,
                Attributes = attributes,
                Arguments = arguments.Pointer,
                Environment = environment.Pointer,
            };
            var ran = true;
            if (thread is null)
                PreparedSpawn.Run(&spawn);
            else
                ran = thread.TryRun(&spawn, descriptors);
            (pid, error) = (spawn.Pid, new Errno(spawn.Error));
            return ran;
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)path);
            _ = SpawnCalls.DestroyAttributes(attributes);
        }
    }

    private static void SetAttributes(byte* attributes, SpawnGrouping grouping, int processGroup, bool resetSignals, ulong keptSignals)
    {
        var set = stackalloc byte[SignalSetSize];
        new Span<byte>(set, SignalSetSize).Clear();
        var flags = SpawnCalls.SetSignalDefault;
        if (resetSignals)
        {
            flags |= SpawnCalls.SetSignalMask;
            _ = SpawnCalls.SetMask(attributes, set);
        }

        *(ulong*)set = resetSignals ? CatchableSignals & ~keptSignals : LibrarySignals;
        _ = SpawnCalls.SetDefaults(attributes, set);
        if (grouping == SpawnGrouping.Session)
            flags |= SpawnCalls.SetSession;
        if (grouping == SpawnGrouping.ProcessGroup)
        {
            flags |= SpawnCalls.SetProcessGroup;
            _ = SpawnCalls.SetGroup(attributes, processGroup);
        }

        _ = SpawnCalls.SetFlags(attributes, flags);
    }
}
