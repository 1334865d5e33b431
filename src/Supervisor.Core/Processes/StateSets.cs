namespace Supervisor.Core.Processes;

/// <summary>supervisord's sets of states (parity rule: which commands touch which process).</summary>
public static class StateSets
{
    /// <summary>STOPPED, EXITED, FATAL, UNKNOWN: nothing more is expected to happen by itself.</summary>
    public static bool IsInStoppedSet(this StateCode code) =>
        code is StateCode.Stopped or StateCode.Exited or StateCode.Fatal or StateCode.Unknown;

    /// <summary>RUNNING, BACKOFF, STARTING: a start is refused, a stop is obeyed.</summary>
    public static bool IsInRunningSet(this StateCode code) =>
        code is StateCode.Running or StateCode.Backoff or StateCode.Starting;

    /// <summary>RUNNING, STARTING, STOPPING: a signal can be sent, once the pid is known.</summary>
    public static bool IsInSignallableSet(this StateCode code) =>
        code is StateCode.Running or StateCode.Starting or StateCode.Stopping;
}
