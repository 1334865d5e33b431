namespace Supervisor.Posix.Events;

/// <summary>The event bits of epoll_ctl(2).</summary>
[Flags]
public enum EpollEvents : uint
{
    None = 0,

    /// <summary>Readable.</summary>
    In = 0x1,

    /// <summary>Exceptional condition.</summary>
    Priority = 0x2,

    /// <summary>Writable.</summary>
    Out = 0x4,

    /// <summary>Error, or (on the write end of a pipe) no reader left. Always reported.</summary>
    Error = 0x8,

    /// <summary>Hang-up: no writer left. What is still buffered can be read. Always reported.</summary>
    HangUp = 0x10,

    /// <summary>The peer of a stream socket shut its writing half down.</summary>
    ReadHangUp = 0x2000,

    /// <summary>Disarmed after one report, until the next <see cref="Epoll.Modify"/>.</summary>
    OneShot = 1u << 30,

    /// <summary>Reported when something changes, not as long as it lasts.</summary>
    EdgeTriggered = 1u << 31,
}
