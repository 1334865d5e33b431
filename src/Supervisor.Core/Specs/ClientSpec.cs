namespace Supervisor.Core.Specs;

/// <summary>What <c>supervisorctl</c> takes from a config file.</summary>
public sealed record ClientSpec
{
    /// <summary><c>unix:///path</c> or <c>http://host:port</c>.</summary>
    public required string ServerUrl { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string Prompt { get; init; } = "supervisor";

    public string? HistoryFile { get; init; }
}
