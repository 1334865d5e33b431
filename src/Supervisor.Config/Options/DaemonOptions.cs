using Supervisor.Core.Specs;

namespace Supervisor.Config.Options;

/// <summary>
/// The command line of <c>supervisord</c>. A value that is given wins over the config file; a flag can only switch on.
/// </summary>
public sealed record DaemonOptions
{
    /// <summary>No option at all.</summary>
    public static readonly DaemonOptions None = new();

    /// <summary><c>-c</c>, as given.</summary>
    public string? ConfigFile { get; init; }

    public bool NoDaemon { get; init; }

    public bool Silent { get; init; }

    /// <summary><c>--check</c>: validate only.</summary>
    public bool Check { get; init; }

    public string? User { get; init; }

    /// <summary>0 to 0777.</summary>
    public int? Umask { get; init; }

    public string? Directory { get; init; }

    public string? LogFile { get; init; }

    /// <summary>Bytes.</summary>
    public long? LogMaxBytes { get; init; }

    public int? LogBackups { get; init; }

    public LogLevel? LogLevel { get; init; }

    public string? PidFile { get; init; }

    public string? Identifier { get; init; }

    public string? ChildLogDirectory { get; init; }

    public bool NoCleanup { get; init; }

    public long? MinFds { get; init; }

    public long? MinProcs { get; init; }

    public bool StripAnsi { get; init; }

    /// <summary><c>--profile_options</c>: accepted for supervisord's sake; there is no Python profiler to switch on.</summary>
    public string? ProfileOptions { get; init; }

    /// <summary><c>-g</c>, with a command: signals go to its process group.</summary>
    public bool SignalGroup { get; init; }

    /// <summary><c>--rewrite</c>, with a command: signals that become other ones on their way to it.</summary>
    public IReadOnlyList<SignalRewrite> Rewrites { get; init; } = [];

    /// <summary>The command after <c>--</c> and its arguments, or null.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Reads the arguments (without argv[0]). Pure: whether directories and users exist is for the loader.</summary>
    public static DaemonOptionsResult Parse(IReadOnlyList<string> args) => DaemonOptionsParser.Parse(args);
}

/// <summary>What the arguments of <c>supervisord</c> ask for.</summary>
/// <param name="Outcome">What to do.</param>
/// <param name="Options">The options; defaults unless <paramref name="Outcome"/> is Run.</param>
/// <param name="Error">With outcome Error: the text, without <c>Error: </c> before it.</param>
public sealed record DaemonOptionsResult(OptionsOutcome Outcome, DaemonOptions Options, string? Error)
{
    /// <summary>2 for an error, else 0.</summary>
    public int ExitCode => Outcome == OptionsOutcome.Error ? 2 : 0;
}
