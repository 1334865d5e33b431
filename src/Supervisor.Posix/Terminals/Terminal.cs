using System.Runtime.InteropServices;

namespace Supervisor.Posix.Terminals;

/// <summary>The controlling terminal by one of our descriptors (tcsetpgrp(3)).</summary>
public static partial class Terminal
{
    /// <summary>The process group in the foreground; null when the descriptor is not our controlling terminal.</summary>
    public static int? ForegroundGroup(int descriptor) => GetGroup(descriptor) is var group and >= 0 ? group : null;

    /// <summary>Puts a process group of our session into the foreground. From the background only with SIGTTOU blocked or ignored.</summary>
    public static Errno SetForegroundGroup(int descriptor, int group) => SetGroup(descriptor, group) == 0 ? Errno.None : Errno.Last;

    [LibraryImport("libc", EntryPoint = "tcgetpgrp", SetLastError = true)]
    private static partial int GetGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp", SetLastError = true)]
    private static partial int SetGroup(int descriptor, int group);
}
