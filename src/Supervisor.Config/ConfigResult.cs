using Supervisor.Core.Specs;

namespace Supervisor.Config;

/// <summary>A file that a config was read from, with the text it had then.</summary>
public sealed record ConfigFile(string Path, string Text);

/// <summary>What became of a config: a spec, or the errors that stand against it; warnings come with either.</summary>
public sealed record ConfigResult
{
    /// <summary>The validated config, or null when there is an error.</summary>
    public required SupervisorSpec? Spec { get; init; }

    /// <summary>What <c>supervisorctl</c> would take from the same files, or null when there is an error.</summary>
    public required ClientSpec? Client { get; init; }

    /// <summary>Everything found, in the order of files and lines.</summary>
    public required IReadOnlyList<ConfigDiagnostic> Diagnostics { get; init; }

    /// <summary>Texts for the daemon's log at level INFO, such as each file that was included.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary>All files read, the main one first: enough to build the same spec again without the disk.</summary>
    public required IReadOnlyList<ConfigFile> Files { get; init; }
}
