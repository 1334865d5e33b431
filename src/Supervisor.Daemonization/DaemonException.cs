namespace Supervisor.Daemonization;

/// <summary>A daemon context could not be opened in this process.</summary>
public sealed class DaemonException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit status to end with, 1 to 255.</summary>
    public int ExitCode { get; } = exitCode;
}
