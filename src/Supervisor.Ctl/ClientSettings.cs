using Supervisor.Control.Client;

namespace Supervisor.Ctl;

/// <summary>What the command line and the config file come to.</summary>
internal sealed record ClientSettings(ControlEndpoint Endpoint)
{
    /// <summary>supervisord's default, used when no config file is found.</summary>
    public const string DefaultServerUrl = "http://localhost:9001";

    public ControlCredentials? Credentials { get; init; }

    public string Prompt { get; init; } = "supervisor";

    public string? HistoryFile { get; init; }

    /// <summary>Whether questions may be asked: in the shell, or with <c>-i</c>.</summary>
    public bool Interactive { get; init; }

    public bool Json { get; init; }
}
