using Supervisor.Posix.Files;

namespace Supervisor.Engine.Output;

/// <summary>Where the output of a channel goes.</summary>
public abstract record SinkTarget
{
    private SinkTarget()
    {
    }

    /// <summary>Read and thrown away, but for the newest bytes, which tail can show.</summary>
    public sealed record None : SinkTarget
    {
        public static readonly None Instance = new();
    }

    /// <summary>A file by path. Regular files are rotated; anything else (FIFO, device) is only written to.</summary>
    public sealed record File(string Path) : SinkTarget
    {
        /// <summary>Permissions of a file that has to be created, cut by the umask.</summary>
        public int Mode { get; init; } = FileSystem.DefaultMode;
    }

    /// <summary>A copy of the daemon's own descriptor 1 or 2: never reopened by name, never rotated.</summary>
    public sealed record Daemon(int Descriptor) : SinkTarget
    {
        public static readonly Daemon Stdout = new(1);
        public static readonly Daemon Stderr = new(2);
    }

    /// <summary>
    /// The target a configured path means. The names of the daemon's own streams mean its descriptors, since opening
    /// them by name starts at offset 0 of a file and fails on a socket.
    /// </summary>
    public static SinkTarget FromPath(string path) => path switch
    {
        "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => Daemon.Stdout,
        "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2" => Daemon.Stderr,
        _ => new File(path),
    };
}
