namespace Supervisor.Core.Processes;

/// <summary>What outlives the states of one process.</summary>
public sealed record ProcessHistory
{
    public static readonly ProcessHistory New = new();

    /// <summary>Number of the last start; 0 before the first. Names one life of the process.</summary>
    public int Generation { get; init; }

    /// <summary>Wall time of the last start attempt; null if there was none.</summary>
    public DateTimeOffset? LastStart { get; init; }

    /// <summary>Wall time of the last end; null if there was none.</summary>
    public DateTimeOffset? LastStop { get; init; }

    /// <summary>How the last life ended, where supervisord keeps it; null otherwise.</summary>
    public ExitOutcome? LastExit { get; init; }

    /// <summary>What became of the last life, or of the last attempt at one, whatever supervisord keeps of it; null before the first.</summary>
    public LifeEnd? LastEnd { get; init; }

    /// <summary>The API's <c>spawnerr</c>; empty when there is nothing to say.</summary>
    public string SpawnError { get; init; } = "";

    /// <summary>Failed starts in a row (supervisord's backoff counter).</summary>
    public int Retries { get; init; }
}
