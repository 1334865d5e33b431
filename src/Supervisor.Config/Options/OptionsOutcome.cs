namespace Supervisor.Config.Options;

/// <summary>What a command line asks for.</summary>
public enum OptionsOutcome
{
    /// <summary>Do the work with the options.</summary>
    Run,

    /// <summary>Print the help text to stdout and exit 0.</summary>
    Help,

    /// <summary>Print the bare version to stdout and exit 0.</summary>
    Version,

    /// <summary>Print the error to stderr and exit 2.</summary>
    Error,
}
