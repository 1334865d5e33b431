using Mono.Unix.Native;

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
    private const FilePermissions AnyExecuteBit = FilePermissions.S_IXUSR | FilePermissions.S_IXGRP | FilePermissions.S_IXOTH;

    public static ExecutableFile Look(string path)
    {
        if (Syscall.stat(path, out var stat) != 0) return ExecutableFile.Missing;
        if ((stat.st_mode & FilePermissions.S_IFMT) == FilePermissions.S_IFDIR) return ExecutableFile.Directory;
        if ((stat.st_mode & AnyExecuteBit) == 0) return ExecutableFile.NotExecutable;
        return Syscall.access(path, AccessModes.X_OK) == 0 ? ExecutableFile.Executable : ExecutableFile.NotPermitted;
    }
}
