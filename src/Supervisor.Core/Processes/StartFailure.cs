namespace Supervisor.Core.Processes;

/// <summary>Why a start failed before the program ran.</summary>
/// <param name="Kind">What clients distinguish.</param>
/// <param name="SpawnError">supervisord's text, the API's <c>spawnerr</c>: <c>can't find command '/x'</c>.</param>
/// <param name="Reason">For people: <c>chdir /srv/x: no such file or directory</c>.</param>
public sealed record StartFailure(StartFailureKind Kind, string SpawnError, string Reason);

public enum StartFailureKind
{
    NoFile,
    NotExecutable,
    Other,
}

internal static class StartFailureKinds
{
    /// <summary>What a client that waits for the start is told.</summary>
    public static Roster.Outcome ToOutcome(this StartFailureKind kind) => kind switch
    {
        StartFailureKind.NoFile => Roster.Outcome.NoFile,
        StartFailureKind.NotExecutable => Roster.Outcome.NotExecutable,
        _ => Roster.Outcome.SpawnError,
    };
}
