namespace Supervisor.Posix.Host;

/// <summary>
/// A system call that an old kernel or a seccomp(2) filter may refuse. It is asked for in a way that does nothing: with arguments
/// that are wrong, so that a kernel that has the call says so.
/// </summary>
public sealed class KernelCall
{
    private readonly long _number;
    private readonly long[] _arguments;

    private KernelCall(string name, string since, long number, params long[] arguments)
    {
        (Name, Since, _number) = (name, since, number);
        _arguments = arguments;
    }

    // Numbers from 424 on are the same on every architecture.

    /// <summary>Of our own process; what it gives is closed again.</summary>
    public static readonly KernelCall PidfdOpen = new("pidfd_open", "5.3", 434, Environment.ProcessId);

    public static readonly KernelCall PidfdSendSignal = new("pidfd_send_signal", "5.1", 424, -1);

    /// <summary>An empty range, which is EINVAL.</summary>
    public static readonly KernelCall CloseRange = new("close_range", "5.9", 436, 2, 1);

    public static readonly KernelCall EpollPwait2 = new("epoll_pwait2", "5.11", 441, -1, 0, 1);

    /// <summary>The name, as its man page has it.</summary>
    public string Name { get; }

    /// <summary>The first Linux that has it.</summary>
    public string Since { get; }

    /// <summary>None where the call can be used; else ENOSYS, or what a filter answers, such as EPERM.</summary>
    public Errno Ask()
    {
        var a = _arguments.AsSpan();
        var result = HostCalls.Syscall(_number, At(a, 0), At(a, 1), At(a, 2), At(a, 3), At(a, 4), At(a, 5));
        if (result >= 0)
        {
            if (this == PidfdOpen) _ = HostCalls.Close((int)result);
            return Errno.None;
        }

        var error = Errno.Last;
        return error == Errno.EBADF || error == Errno.EINVAL || error == Errno.EMFILE || error == Errno.ENFILE ? Errno.None : error;
    }

    private static long At(Span<long> arguments, int index) => index < arguments.Length ? arguments[index] : 0;
}
