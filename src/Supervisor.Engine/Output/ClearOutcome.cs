namespace Supervisor.Engine.Output;

/// <summary>What came of clearing a log.</summary>
/// <param name="Problem">Null when it is empty now; else the system's text.</param>
public sealed record ClearOutcome(string? Problem)
{
    public static readonly ClearOutcome Done = new((string?)null);

    public bool Cleared => Problem is null;
}
