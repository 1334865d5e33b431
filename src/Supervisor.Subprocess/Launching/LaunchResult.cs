using Supervisor.Posix;
using Supervisor.Posix.Descriptors;

namespace Supervisor.Subprocess.Launching;

/// <summary>The step of a start that failed. The numbers travel over the exec stage's status pipe.</summary>
public enum LaunchStage
{
    /// <summary>Creating the child, or a descriptor that it needs.</summary>
    Fork = 0,

    /// <summary>Joining a process group.</summary>
    ProcessGroup = 1,

    /// <summary>Becoming another user without the right to.</summary>
    User = 2,

    /// <summary>setgroups(2).</summary>
    Groups = 3,

    /// <summary>setgid(2).</summary>
    GroupId = 4,

    /// <summary>setuid(2).</summary>
    UserId = 5,

    /// <summary>setrlimit(2).</summary>
    ResourceLimit = 6,

    /// <summary>chdir(2).</summary>
    Directory = 7,

    /// <summary>execve(2).</summary>
    Exec = 8,

    /// <summary>The exec stage could not be started, or ended without a word.</summary>
    ExecStage = 9,

    /// <summary>Entering the cgroup.</summary>
    ControlGroup = 10,

    OomScore = 11,

    Nice = 12,

    Affinity = 13,

    /// <summary>chroot(2).</summary>
    Root = 14,

    NoNewPrivileges = 15,

    ParentDeathSignal = 16,
}

/// <summary>How a launch ended.</summary>
public abstract record LaunchResult
{
    private protected LaunchResult()
    {
    }
}

/// <summary>The program was exec'd.</summary>
/// <param name="Pid">Its process, our unreaped child.</param>
/// <param name="Pidfd">Names the process for ever; the caller owns it.</param>
public sealed record Launched(int Pid, OwnedDescriptor Pidfd) : LaunchResult;

/// <summary>The program was not started, and no process is left of the attempt.</summary>
/// <param name="Stage">The step that failed.</param>
/// <param name="Errno">Its errno.</param>
/// <param name="Subject">What it failed on: the directory, the program, the account, the resource.</param>
public sealed record LaunchFailure(LaunchStage Stage, Errno Errno, string Subject) : LaunchResult;
