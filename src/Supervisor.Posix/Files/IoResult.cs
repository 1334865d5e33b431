namespace Supervisor.Posix.Files;

/// <summary>Outcome of a transfer: the bytes moved, or the errno. A call that a signal interrupted has been repeated.</summary>
public readonly record struct IoResult(long Count, Errno Error)
{
    public bool Failed => Error != Errno.None;

    /// <summary>Nothing could be moved without waiting (EAGAIN).</summary>
    public bool WouldBlock => Error == Errno.EAGAIN;

    /// <summary>The result of a call that returned -1, or a count.</summary>
    internal static IoResult From(nint returned) => returned >= 0 ? new(returned, Errno.None) : new(0, Errno.Last);
}
