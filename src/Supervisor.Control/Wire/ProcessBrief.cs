using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>Of a <see cref="ProcessInfo"/> what a table of states shows. Whoever reads one can read it as the other.</summary>
public sealed record ProcessBrief
{
    public required string Group { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required int State { get; init; }

    [JsonPropertyName("statename")]
    public required string StateName { get; init; }

    /// <summary>Null when there are none.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}
