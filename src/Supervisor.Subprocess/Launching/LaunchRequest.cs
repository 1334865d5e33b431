using Supervisor.Posix.Processes;

namespace Supervisor.Subprocess.Launching;

/// <summary>How to start one program, down to the system calls. Descriptors are named by number and stay the caller's.</summary>
public sealed record LaunchRequest
{
    /// <summary>Path of the program; PATH is not searched. A relative one counts from <see cref="Directory"/>.</summary>
    public required string Executable { get; init; }

    /// <summary>argv, its first word included.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment as <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Working directory, or null for ours.</summary>
    public string? Directory { get; init; }

    /// <summary>The descriptor that becomes the child's 0, or null for our own 0.</summary>
    public int? Stdin { get; init; }

    /// <summary>The descriptor that becomes the child's 1, or null for our own 1.</summary>
    public int? Stdout { get; init; }

    /// <summary>The descriptor that becomes the child's 2, or null for our own 2.</summary>
    public int? Stderr { get; init; }

    /// <summary>Further descriptors that the child gets under the same numbers (3 and up).</summary>
    public IReadOnlyList<int> PassDescriptors { get; init; } = [];

    /// <summary>
    /// A listening socket that the child gets as descriptor 3, in the way of sd_listen_fds(3): <c>LISTEN_FDS</c> and <c>LISTEN_PID</c> are set to 1 and to
    /// the child's own pid, whatever the environment says of them. Null for none. <see cref="PassDescriptors"/> may not have a 3 then.
    /// </summary>
    public int? ListenSocket { get; init; }

    /// <summary>Whether the child gets none of our descriptors but the ones named here, even those not marked close-on-exec.</summary>
    public bool CloseDescriptors { get; init; } = true;

    public SpawnGrouping Grouping { get; init; } = SpawnGrouping.ProcessGroup;

    /// <summary>With <see cref="SpawnGrouping.ProcessGroup"/>: the group to join, 0 for a new one.</summary>
    public int ProcessGroup { get; init; }

    /// <summary>Default disposition for every signal and an empty mask. .NET ignores SIGPIPE, which a program would inherit.</summary>
    public bool ResetSignals { get; init; } = true;

    /// <summary>
    /// Soft RLIMIT_NOFILE of the child, or null for ours. For a process that raised its own limit and whose children (which
    /// may use select(2)) shall not see that.
    /// </summary>
    public ulong? SoftDescriptorLimit { get; init; }

    /// <summary>What only the exec stage can do, or null.</summary>
    public ExecSettings? Settings { get; init; }
}
