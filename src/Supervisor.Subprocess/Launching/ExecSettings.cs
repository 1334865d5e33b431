using Supervisor.Posix.Limits;

namespace Supervisor.Subprocess.Launching;

/// <summary>
/// Settings that posix_spawn(3) has no word for; the exec stage applies them in the child, in the order of the members here,
/// and then execs the program.
/// </summary>
public sealed record ExecSettings
{
    /// <summary>Directory of a cgroup v2 to enter, such as <c>/sys/fs/cgroup/web</c>.</summary>
    public string? ControlGroup { get; init; }

    /// <summary>/proc/self/oom_score_adj, -1000 to 1000.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>Nice value -20 to 19.</summary>
    public int? Nice { get; init; }

    public IReadOnlyList<ResourceLimitSetting> Limits { get; init; } = [];

    /// <summary>The CPUs that the program may run on, counted from 0; empty: no change.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>New root directory. The working directory is <c>/</c> in it, unless one is given.</summary>
    public string? Root { get; init; }

    /// <summary>User and groups to become.</summary>
    public Identity? Identity { get; init; }

    /// <summary>File mode creation mask.</summary>
    public int? Umask { get; init; }

    /// <summary>Set-user-id programs and file capabilities give nothing any more (PR_SET_NO_NEW_PRIVS).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Signal that the kernel sends the child when our process ends.</summary>
    public int? ParentDeathSignal { get; init; }
}

/// <summary>One call of setrlimit(2).</summary>
public readonly record struct ResourceLimitSetting(Resource Resource, ResourceLimit Limit);

/// <summary>User and groups by number; what is null is not touched.</summary>
/// <param name="UserId">For setuid(2).</param>
/// <param name="GroupId">For setgid(2).</param>
/// <param name="Groups">For setgroups(2).</param>
/// <param name="Name">How the account was asked for, for failures.</param>
public sealed record Identity(uint? UserId, uint? GroupId, IReadOnlyList<uint>? Groups, string Name);
