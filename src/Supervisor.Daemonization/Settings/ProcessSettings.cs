using Supervisor.Posix;
using Supervisor.Posix.Limits;
using Supervisor.Posix.Processes;

namespace Supervisor.Daemonization.Settings;

/// <summary>What a process does to itself to become what its context says, beyond descriptors and signals.</summary>
internal static class ProcessSettings
{
    /// <summary>No core file of this process and its children (setrlimit(2)), for good: the hard limit goes as well.</summary>
    internal static void PreventCore()
    {
        var error = ResourceLimits.Set(Resource.CoreSize, new ResourceLimit(0, 0));
        if (error != Errno.None) throw new SettingException("forbid core dumps", error);
    }

    /// <summary>A root directory without a working directory inside it is none (chroot(2)).</summary>
    internal static void ChangeRoot(string path)
    {
        Try($"change the root directory to {path}", () => CurrentProcess.ChangeRoot(path));
        Try($"change the root directory to {path}", () => CurrentProcess.ChangeDirectory("/"));
    }

    internal static void ChangeDirectory(string path) =>
        Try($"change the working directory to {path}", () => CurrentProcess.ChangeDirectory(path));

    private static void Try(string what, Action step)
    {
        try
        {
            step();
        }
        catch (PosixException failure)
        {
            throw new SettingException(what, failure.Errno);
        }
    }
}
