namespace Supervisor.Daemon.Boot;

/// <summary>The daemon cannot start: the message for the prompt and the exit status.</summary>
internal sealed class StartFailedException(int exitStatus, string message) : Exception(message)
{
    /// <summary>Usage and config errors.</summary>
    public const int BadConfig = 2;

    /// <summary>A bind, lock or open that failed.</summary>
    public const int CannotOpen = 1;

    public int ExitStatus { get; } = exitStatus;
}
