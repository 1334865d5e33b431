namespace Supervisor.Control.Client;

/// <summary>One of the two output logs of a process.</summary>
public enum LogChannel
{
    Stdout,
    Stderr,
}
