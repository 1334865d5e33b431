namespace Supervisor.Keeper.Brain;

/// <summary>
/// What the keeper takes on before it starts programs, and its programs with it; null changes nothing. As in supervisord, a user is taken on by the
/// whole daemon: keeper, brains and programs, and for good.
/// </summary>
public sealed record Surroundings
{
    /// <summary>File mode creation mask, 0 to 0777.</summary>
    public int? Umask { get; init; }

    /// <summary>Working directory of programs whose request names none.</summary>
    public string? Directory { get; init; }

    /// <summary>Account name or number. The limits are raised before it is taken on.</summary>
    public string? User { get; init; }

    /// <summary>RLIMIT_NOFILE is raised to it where it is lower, the hard one too; the soft one of programs is at least this.</summary>
    public long? LeastDescriptors { get; init; }

    /// <summary>RLIMIT_NPROC is raised to it where it is lower, the hard one too.</summary>
    public long? LeastProcesses { get; init; }

    /// <summary>
    /// Programs are marked with it, so that they can be found when keeper and brain are gone: <see cref="InstanceId"/>, <see cref="Survivors"/>.
    /// </summary>
    public string? Instance { get; init; }
}
