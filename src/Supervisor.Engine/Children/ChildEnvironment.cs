using System.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Engine.Children;

/// <summary>
/// Builds the environment of a program: the daemon's own without what was meant for the daemon, then the SUPERVISOR_*
/// variables, then the configured ones, later ones winning, as in supervisord.
/// </summary>
public sealed class ChildEnvironment
{
    private readonly KeyValuePair<string, string>[] _inherited;
    private readonly string? _serverUrl;

    /// <param name="daemonEnvironment">The daemon's own environment.</param>
    /// <param name="serverUrl">URL of the daemon's first server, or null when it has none.</param>
    public ChildEnvironment(IDictionary daemonEnvironment, string? serverUrl)
    {
        _inherited = [.. Pairs(daemonEnvironment).Where(pair => !IsMeantForUs(pair.Key))];
        _serverUrl = serverUrl;
        SearchPath = _inherited.FirstOrDefault(pair => pair.Key == "PATH").Value;
    }

    /// <summary>The daemon's PATH, null when it has none.</summary>
    public string? SearchPath { get; }

    /// <summary>The whole environment of one process as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> For(ProcessSpec spec)
    {
        var result = new Dictionary<string, string>(_inherited, StringComparer.Ordinal)
        {
            ["SUPERVISOR_ENABLED"] = "1",
            ["SUPERVISOR_PROCESS_NAME"] = spec.Name.Name,
            ["SUPERVISOR_GROUP_NAME"] = spec.Name.Group,
        };
        if ((spec.ServerUrl ?? _serverUrl) is { } url) result["SUPERVISOR_SERVER_URL"] = url;
        foreach (var (name, value) in spec.Environment)
        {
            result[name] = value;
        }

        return [.. result.Select(pair => $"{pair.Key}={pair.Value}")];
    }

    // What a service manager told the daemon would mislead a program that believes it was told so itself.
    private static bool IsMeantForUs(string name) =>
        name is "NOTIFY_SOCKET" || name.StartsWith("WATCHDOG_", StringComparison.Ordinal) || name.StartsWith("LISTEN_", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary environment)
    {
        foreach (DictionaryEntry entry in environment)
        {
            yield return new KeyValuePair<string, string>((string)entry.Key, (string?)entry.Value ?? "");
        }
    }
}
