namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>How a daemon of a test is started.</summary>
internal sealed record Setup
{
    /// <summary>Tables of programs and groups, as TOML.</summary>
    public string Programs { get; init; } = "";

    /// <summary>More keys of <c>[supervisord]</c>.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>The whole config instead of the above and the usual paths.</summary>
    public string? Config { get; init; }

    /// <summary>The name of the config file, whose ending tells what it is.</summary>
    public string ConfigName { get; init; } = "supervisord.toml";

    /// <summary>Options after <c>-n -c FILE</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>A command that execs what follows it, such as <c>env --ignore-signal=PIPE</c>.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Whether the wrapper does not exec but starts the daemon as its only child, and ends with it.</summary>
    public bool WrapperForks { get; init; }

    /// <summary>Variables for the daemon; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether processes may outlive the daemon; the test ends them then.</summary>
    public bool MayLeaveProcesses { get; init; }
}
