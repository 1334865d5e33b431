using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>The daemon itself: the answer of <c>GET /v1/info</c>.</summary>
public sealed record SupervisorInfo
{
    public required string Version { get; init; }

    /// <summary>Version of the JSON API.</summary>
    public string ApiVersion { get; init => field = value ?? "1"; } = "1";

    public required string Identification { get; init; }

    /// <summary>The pid that signals go to and that the pid file holds.</summary>
    public required int Pid { get; init; }

    /// <summary>1 RUNNING, 0 RESTARTING, -1 SHUTDOWN.</summary>
    public required int State { get; init; }

    [JsonPropertyName("statename")]
    public required string StateName { get; init; }

    public required string ConfigFile { get; init; }

    /// <summary>What is not as it should be with the daemon itself, such as a main log that cannot be written.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}
