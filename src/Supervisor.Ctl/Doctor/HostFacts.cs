namespace Supervisor.Ctl.Doctor;

/// <summary>All that the checks look at, gathered before the first of them.</summary>
internal sealed record HostFacts(
    SystemFacts System, ProcessFacts Process, ConfigFacts Config, DaemonFacts Daemon, IReadOnlyList<FolderFacts> Folders);

/// <summary>The machine.</summary>
/// <param name="Kernel">uname's release.</param>
/// <param name="Glibc">Its version, or null on another C library.</param>
/// <param name="Calls">System calls with the reason why they are refused; null for those that work.</param>
/// <param name="SignalsGroups">Whether a pidfd can signal a process group.</param>
/// <param name="Cgroup">Which cgroups are mounted.</param>
/// <param name="ClockSynchronised">Null when it could not be asked.</param>
/// <param name="Now">The wall clock.</param>
internal sealed record SystemFacts(
    string Kernel,
    string? Glibc,
    IReadOnlyList<CallFacts> Calls,
    bool SignalsGroups,
    CgroupKind Cgroup,
    bool? ClockSynchronised,
    DateTimeOffset Now);

/// <param name="Name">Such as <c>pidfd_open</c>.</param>
/// <param name="Since">The first Linux that has it.</param>
/// <param name="Refusal">Why it is refused, in the system's words; null when it works.</param>
internal sealed record CallFacts(string Name, string Since, string? Refusal);

internal enum CgroupKind
{
    None,
    V1,

    /// <summary>v2 beside v1, without controllers.</summary>
    Hybrid,
    V2,
}

/// <summary>The process that the limits are those of: the running supervisord, else this one, which would hand them on.</summary>
/// <param name="IsDaemon">Whether it is the running supervisord.</param>
/// <param name="Pid">Its number.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="Capabilities">The effective set as bits; see capabilities(7).</param>
/// <param name="NoNewPrivileges">See prctl(2), PR_SET_NO_NEW_PRIVS.</param>
/// <param name="OpenFilesHard">RLIMIT_NOFILE.</param>
/// <param name="ProcessesHard">RLIMIT_NPROC.</param>
/// <param name="TasksMax">pids.max of its cgroup, null when there is none.</param>
/// <param name="Unit">The systemd unit that it is part of, or null.</param>
internal sealed record ProcessFacts(
    bool IsDaemon,
    int Pid,
    uint UserId,
    ulong Capabilities,
    bool NoNewPrivileges,
    ulong OpenFilesHard,
    ulong ProcessesHard,
    long? TasksMax,
    string? Unit);

/// <summary>The config.</summary>
/// <param name="Path">The file; null when there is none at any default path.</param>
/// <param name="Searched">The default paths, when none was given.</param>
/// <param name="Errors">Each with its place.</param>
/// <param name="Warnings">How many.</param>
/// <param name="MinFds">What it asks for.</param>
/// <param name="MinProcs">What it asks for.</param>
/// <param name="Processes">How many processes it names.</param>
/// <param name="Users">How many other accounts its programs run as.</param>
internal sealed record ConfigFacts(
    string? Path, IReadOnlyList<string> Searched, IReadOnlyList<string> Errors, int Warnings, long MinFds, long MinProcs, int Processes, int Users);

internal enum DaemonContact
{
    /// <summary>It answered in our API.</summary>
    Answered,

    /// <summary>Nobody is there.</summary>
    Absent,

    /// <summary>We may not ask it: the socket's mode, or a password.</summary>
    Closed,

    /// <summary>Something else answers, such as Python's supervisord.</summary>
    Other,

    /// <summary>There is no server to ask.</summary>
    Nowhere,
}

/// <summary>The running supervisord.</summary>
/// <param name="Contact">How asking it ended.</param>
/// <param name="Url">Where it was asked; null when nothing says where.</param>
/// <param name="Text">The client's words when it did not answer.</param>
/// <param name="Version">Its version when it answered.</param>
/// <param name="OwnVersion">Ours.</param>
/// <param name="BrainPid">The process that answers, a child of the keeper; null when it cannot be seen.</param>
/// <param name="KeeperPid">The process that signals go to; null when it did not answer.</param>
/// <param name="IsReplacedOnDisk">Whether the file that it runs from was replaced or deleted; null when it cannot be seen.</param>
/// <param name="Warnings">What it says of itself.</param>
internal sealed record DaemonFacts(
    DaemonContact Contact,
    string? Url,
    string Text,
    string? Version,
    string OwnVersion,
    int? BrainPid,
    int? KeeperPid,
    bool? IsReplacedOnDisk,
    IReadOnlyList<string> Warnings);

/// <summary>A folder that is written to.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Purpose">What for: logs, the socket, the pid file.</param>
/// <param name="Refusal">Why files cannot be made there, in the system's words; null when they can.</param>
/// <param name="FreeBytes">Left for us; null when it cannot be asked.</param>
/// <param name="TotalBytes">Of the file system.</param>
internal sealed record FolderFacts(string Path, string Purpose, string? Refusal, long? FreeBytes, long? TotalBytes);
