namespace Supervisor.Keeper;

/// <summary>What a child's standard stream is connected to.</summary>
public enum StreamKind
{
    /// <summary>A new pipe; the host hands the other end out with <see cref="HostEvent.Spawned"/>.</summary>
    Pipe,

    /// <summary>The host's own descriptor of the same number.</summary>
    Inherit,

    /// <summary>/dev/null.</summary>
    Null,

    /// <summary>Only for stderr: the same as stdout.</summary>
    SameAsStdout,
}

/// <summary>How a child gets a listening socket.</summary>
public enum SocketPlace
{
    /// <summary>As its descriptor 0, in place of what <see cref="SpawnRequest.Stdin"/> says; FastCGI programs expect it there.</summary>
    Stdin,

    /// <summary>As its descriptor 3, announced in the environment as sd_listen_fds(3) says.</summary>
    ListenDescriptors,
}

/// <summary>How to start one child. Plain data, so that it can travel to another process.</summary>
public sealed record SpawnRequest
{
    /// <summary>Path of the program, already looked up in PATH.</summary>
    public required string Executable { get; init; }

    /// <summary>argv, its first word included.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment as <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Working directory, or null for the host's.</summary>
    public string? Directory { get; init; }

    /// <summary>Account name or number to become, or null to stay.</summary>
    public string? User { get; init; }

    /// <summary>File mode creation mask, or null to keep the host's.</summary>
    public int? Umask { get; init; }

    /// <summary>Soft RLIMIT_NOFILE of the child, or null to keep the host's.</summary>
    public long? SoftDescriptorLimit { get; init; }

    /// <summary>How it gets the listening socket that goes with the request, or null when none does.</summary>
    public SocketPlace? Socket { get; init; }

    /// <summary>With <see cref="SocketPlace.ListenDescriptors"/>: the socket's name in LISTEN_FDNAMES.</summary>
    public string? SocketName { get; init; }

    public StreamKind Stdin { get; init; } = StreamKind.Pipe;

    public StreamKind Stdout { get; init; } = StreamKind.Pipe;

    public StreamKind Stderr { get; init; } = StreamKind.Pipe;
}
