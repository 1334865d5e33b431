using System.Text.Json.Serialization;

namespace Supervisor.Core.Processes;

/// <summary>What became of the newest life of a process.</summary>
[JsonDerivedType(typeof(LifeEnd.Ended), "ended")]
[JsonDerivedType(typeof(LifeEnd.NotStarted), "not-started")]
public abstract record LifeEnd
{
    private LifeEnd()
    {
    }

    /// <summary>It ran, and ended.</summary>
    public sealed record Ended(ExitOutcome Outcome) : LifeEnd;

    /// <summary>The program never ran.</summary>
    public sealed record NotStarted(StartFailureKind Kind) : LifeEnd;
}
