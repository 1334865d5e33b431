using System.Runtime.InteropServices;

namespace Supervisor.Daemonization;

/// <summary>What one of the standard streams of a daemon is bound to.</summary>
public abstract record DaemonStream
{
    private DaemonStream()
    {
    }

    /// <summary>The null device.</summary>
    public static DaemonStream Null { get; } = new NullDevice();

    /// <summary>Whatever the launching process has there. (With a terminal, the daemon writes to it and keeps it open.)</summary>
    public static DaemonStream Inherited { get; } = new Unchanged();

    /// <summary>A file that is read. Opened by the launching process, so a relative path counts from its directory.</summary>
    public static DaemonStream Read(string path) => new OpenedFile(path, ForReading: true);

    /// <summary>A file that is appended to, and made (mode 0666 less the umask) if there is none. Opened by the launching process.</summary>
    public static DaemonStream Append(string path) => new OpenedFile(path, ForReading: false);

    /// <summary>An open file of the launching process, which stays its own to close.</summary>
    public static DaemonStream From(SafeHandle handle) => new OpenFile(handle);

    internal sealed record NullDevice : DaemonStream;

    internal sealed record Unchanged : DaemonStream;

    internal sealed record OpenedFile(string Path, bool ForReading) : DaemonStream;

    internal sealed record OpenFile(SafeHandle Handle) : DaemonStream;
}
