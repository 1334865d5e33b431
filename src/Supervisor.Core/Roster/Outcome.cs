namespace Supervisor.Core.Roster;

/// <summary>What became of a request for one process or group.</summary>
public enum Outcome
{
    Ok,
    NoSuchProcess,
    NoSuchGroup,
    AlreadyStarted,
    AlreadyAdded,
    NotRunning,
    StillRunning,
    NoFile,
    NotExecutable,
    SpawnError,
    AbnormalTermination,
    Failed,
    ShuttingDown,
}
