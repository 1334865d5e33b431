using Mono.Unix.Native;

namespace Supervisor.Posix.Files;

/// <summary>Who a file belongs to.</summary>
public static class FileOwner
{
    /// <summary>lchown(2); a null part stays as it is. EPERM when this process may not give the file away.</summary>
    public static Errno Change(string path, uint? user, uint? group) =>
        Syscall.lchown(path, user ?? uint.MaxValue, group ?? uint.MaxValue) == 0 ? Errno.None : Errno.Last;
}
