using Supervisor.Posix.Files;
using Supervisor.Posix.Host;

namespace Supervisor.Posix.Programs;

/// <summary>What a path is to somebody who wants to execute it.</summary>
public enum ExecutableFile
{
    /// <summary>It can be executed by this process.</summary>
    Executable,

    /// <summary>There is nothing of that name, or it cannot be looked at.</summary>
    Missing,

    Directory,

    /// <summary>No execute bit is set at all.</summary>
    NotExecutable,

    /// <summary>access(2) with X_OK says no to this process.</summary>
    NotPermitted,
}

/// <summary>Looks at a program file as execve(2) would, without running it.</summary>
public static class ExecutableFiles
{
    private const int AnyExecuteBit = 0b001_001_001;

    public static ExecutableFile Look(string path)
    {
        if (!FileStatus.TryGet(path, out var status, out _)) return ExecutableFile.Missing;
        if (status.Kind == FileKind.Directory) return ExecutableFile.Directory;
        if ((status.Permissions & AnyExecuteBit) == 0) return ExecutableFile.NotExecutable;
        return PathAccess.AskExecute(path) == Errno.None ? ExecutableFile.Executable : ExecutableFile.NotPermitted;
    }
}
