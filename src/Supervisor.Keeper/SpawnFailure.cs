namespace Supervisor.Keeper;

/// <summary>The step of a start that failed.</summary>
public enum SpawnStage
{
    /// <summary>Making pipes for the child.</summary>
    Pipes,

    /// <summary>Creating the child (fork, clone).</summary>
    Fork,

    /// <summary>Looking the account up.</summary>
    User,

    /// <summary>setgroups(2) or initgroups(3).</summary>
    Groups,

    /// <summary>setgid(2).</summary>
    GroupId,

    /// <summary>setuid(2).</summary>
    UserId,

    /// <summary>setrlimit(2).</summary>
    ResourceLimit,

    /// <summary>chdir(2).</summary>
    Directory,

    /// <summary>execve(2).</summary>
    Exec,

    /// <summary>The exec stage itself could not be started or ended without a word.</summary>
    ExecStage,
}

/// <summary>Why a child was not started.</summary>
/// <param name="Stage">The step that failed.</param>
/// <param name="Errno">Its errno; 0 where there is none (an unknown account).</param>
/// <param name="Subject">What it failed on: the directory, the program, the account.</param>
public sealed record SpawnFailure(SpawnStage Stage, int Errno, string Subject);
