namespace Supervisor.Control.Client;

/// <summary>What can be ordered for one process, a group, or all processes.</summary>
public enum ProcessVerb
{
    Start,
    Stop,
    Restart,
}
