namespace Supervisor.Config.Options;

/// <summary>The command line of <c>supervisorctl</c>; a value that is given wins over the config file.</summary>
public sealed record ClientOptions
{
    /// <summary>No option at all.</summary>
    public static readonly ClientOptions None = new();

    /// <summary><c>-c</c>, as given.</summary>
    public string? ConfigFile { get; init; }

    public bool Interactive { get; init; }

    public string? ServerUrl { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? HistoryFile { get; init; }

    /// <summary><c>--json</c>, given before the command words.</summary>
    public bool Json { get; init; }

    /// <summary>The command words after the options, as given.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Reads the arguments (without argv[0]); parsing stops at the first word that is no option.</summary>
    public static ClientOptionsResult Parse(IReadOnlyList<string> args) => ClientOptionsParser.Parse(args);
}

/// <summary>What the arguments of <c>supervisorctl</c> ask for.</summary>
/// <param name="Outcome">What to do; never Version.</param>
/// <param name="Options">The options; defaults unless <paramref name="Outcome"/> is Run.</param>
/// <param name="Error">With outcome Error: the text, without <c>Error: </c> before it.</param>
public sealed record ClientOptionsResult(OptionsOutcome Outcome, ClientOptions Options, string? Error)
{
    /// <summary>2 for an error, else 0.</summary>
    public int ExitCode => Outcome == OptionsOutcome.Error ? 2 : 0;
}
