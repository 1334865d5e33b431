using System.Runtime.InteropServices;

namespace Supervisor.Posix.Signals;

/// <summary>What this process does on a signal.</summary>
public static unsafe partial class SignalDispositions
{
    private const nint Default = 0;
    private const nint Ignore = 1;

    /// <summary>
    /// Sees to it that the kernel keeps the exit statuses of our children: it drops them while SIGCHLD is ignored, and that is
    /// inherited from whoever started us. A handler that is installed stays.
    /// </summary>
    public static void KeepChildExits()
    {
        if (IsIgnored(SignalNumbers.Child))
            _ = SetHandler(SignalNumbers.Child, Default);
    }

    public static bool IsIgnored(int signal)
    {
        // struct sigaction of glibc and musl begins with the handler and has 152 bytes.
        var action = stackalloc nint[64];
        action[0] = Default;
        return GetAction(signal, null, action) == 0 && action[0] == Ignore;
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int GetAction(int signal, void* set, nint* old);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);
}
