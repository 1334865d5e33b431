namespace Supervisor.Posix;

/// <summary>A system call that failed in a way its caller does not expect: the call, its errno and the path, if one was involved.</summary>
public sealed class PosixException : IOException
{
    public PosixException(string call, Errno errno, string? path = null)
        : base(path is null ? $"{call}: {errno.Text}" : $"{call} {path}: {errno.Text}")
    {
        Call = call;
        Errno = errno;
        Path = path;
    }

    /// <summary>Name of the system call or library function, as its man page has it.</summary>
    public string Call { get; }

    public Errno Errno { get; }

    public string? Path { get; }
}
