namespace Supervisor.Posix.Host;

/// <summary>What this process may do with a path; access(2).</summary>
public static class PathAccess
{
    private const int Write = 2;

    /// <summary>None when it may be written to: for a folder, that files may be made in it. Else EACCES, EROFS, ENOENT ...</summary>
    public static Errno AskWrite(string path) => HostCalls.Access(path, Write) == 0 ? Errno.None : Errno.Last;
}
