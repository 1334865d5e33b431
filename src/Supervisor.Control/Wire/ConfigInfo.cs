using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>One configured process, running or not: an item of <c>GET /v1/config</c>.</summary>
public sealed record ConfigInfo
{
    public required string Group { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether its group is active.</summary>
    [JsonPropertyName("inuse")]
    public required bool InUse { get; init; }

    [JsonPropertyName("autostart")]
    public required bool AutoStart { get; init; }

    public required int GroupPriority { get; init; }

    public required int ProcessPriority { get; init; }

    public required string Command { get; init; }
}
