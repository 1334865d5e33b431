namespace Supervisor.Posix.Host;

/// <summary>What this process may do with a path; access(2).</summary>
public static class PathAccess
{
    private const int Execute = 1;
    private const int Write = 2;

    /// <summary>None when it may be written to: for a folder, that files may be made in it. Else EACCES, EROFS, ENOENT ...</summary>
    public static Errno AskWrite(string path) => Ask(path, Write);

    /// <summary>None when it may be executed: for a folder, that files in it may be reached. Else EACCES, ENOENT ...</summary>
    public static Errno AskExecute(string path) => Ask(path, Execute);

    private static Errno Ask(string path, int mode) => HostCalls.Access(path, mode) == 0 ? Errno.None : Errno.Last;
}
