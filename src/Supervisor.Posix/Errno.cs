using System.Runtime.InteropServices;

namespace Supervisor.Posix;

/// <summary>An error number of the C library, with its name ("ENOENT") and its text ("No such file or directory").</summary>
public readonly record struct Errno(int Value)
{
    public static readonly Errno None = new(0);
    public static readonly Errno EPERM = new(1);
    public static readonly Errno ENOENT = new(2);
    public static readonly Errno ESRCH = new(3);
    public static readonly Errno EINTR = new(4);
    public static readonly Errno EIO = new(5);
    public static readonly Errno ENXIO = new(6);
    public static readonly Errno E2BIG = new(7);
    public static readonly Errno ENOEXEC = new(8);
    public static readonly Errno EBADF = new(9);
    public static readonly Errno ECHILD = new(10);
    public static readonly Errno EAGAIN = new(11);
    public static readonly Errno ENOMEM = new(12);
    public static readonly Errno EACCES = new(13);
    public static readonly Errno EBUSY = new(16);
    public static readonly Errno EEXIST = new(17);
    public static readonly Errno ENOTDIR = new(20);
    public static readonly Errno EISDIR = new(21);
    public static readonly Errno EINVAL = new(22);
    public static readonly Errno ENFILE = new(23);
    public static readonly Errno EMFILE = new(24);
    public static readonly Errno ETXTBSY = new(26);
    public static readonly Errno EFBIG = new(27);
    public static readonly Errno ENOSPC = new(28);
    public static readonly Errno ESPIPE = new(29);
    public static readonly Errno EROFS = new(30);
    public static readonly Errno EPIPE = new(32);
    public static readonly Errno ENAMETOOLONG = new(36);
    public static readonly Errno ENOSYS = new(38);
    public static readonly Errno ELOOP = new(40);
    public static readonly Errno EPROTO = new(71);
    public static readonly Errno EADDRINUSE = new(98);
    public static readonly Errno ECONNRESET = new(104);
    public static readonly Errno ECONNREFUSED = new(111);
    public static readonly Errno ETOOMANYREFS = new(109);
    public static readonly Errno EALREADY = new(114);
    public static readonly Errno EDQUOT = new(122);
    public static readonly Errno ECANCELED = new(125);

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "EPERM",
        [2] = "ENOENT",
        [3] = "ESRCH",
        [4] = "EINTR",
        [5] = "EIO",
        [6] = "ENXIO",
        [7] = "E2BIG",
        [8] = "ENOEXEC",
        [9] = "EBADF",
        [10] = "ECHILD",
        [11] = "EAGAIN",
        [12] = "ENOMEM",
        [13] = "EACCES",
        [14] = "EFAULT",
        [16] = "EBUSY",
        [17] = "EEXIST",
        [18] = "EXDEV",
        [19] = "ENODEV",
        [20] = "ENOTDIR",
        [21] = "EISDIR",
        [22] = "EINVAL",
        [23] = "ENFILE",
        [24] = "EMFILE",
        [25] = "ENOTTY",
        [26] = "ETXTBSY",
        [27] = "EFBIG",
        [28] = "ENOSPC",
        [29] = "ESPIPE",
        [30] = "EROFS",
        [31] = "EMLINK",
        [32] = "EPIPE",
        [36] = "ENAMETOOLONG",
        [38] = "ENOSYS",
        [40] = "ELOOP",
        [71] = "EPROTO",
        [95] = "EOPNOTSUPP",
        [98] = "EADDRINUSE",
        [99] = "EADDRNOTAVAIL",
        [104] = "ECONNRESET",
        [109] = "ETOOMANYREFS",
        [110] = "ETIMEDOUT",
        [111] = "ECONNREFUSED",
        [114] = "EALREADY",
        [116] = "ESTALE",
        [122] = "EDQUOT",
        [125] = "ECANCELED",
    };

    /// <summary>The errno of the last call of this thread that was declared with <c>SetLastError</c>.</summary>
    public static Errno Last => new(Marshal.GetLastPInvokeError());

    /// <summary>The symbol of errno(3), or <c>E</c> and the number where it has none here.</summary>
    public string Name => Names.TryGetValue(Value, out var name) ? name : $"E{Value}";

    /// <summary>What strerror(3) says.</summary>
    public string Text => Marshal.GetPInvokeErrorMessage(Value);

    public override string ToString() => Name;
}
