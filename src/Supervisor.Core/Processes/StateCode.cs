namespace Supervisor.Core.Processes;

/// <summary>supervisord's states and their numbers; clients rely on both.</summary>
public enum StateCode
{
    Stopped = 0,
    Starting = 10,
    Running = 20,
    Backoff = 30,
    Stopping = 40,
    Exited = 100,
    Fatal = 200,
    Unknown = 1000,
}
