namespace Supervisor.Posix.Processes;

/// <summary>What has become of a child, as waitid(2) tells it.</summary>
/// <param name="Pid">The child.</param>
/// <param name="Exit">How it ended; it was reaped then. Null when it was stopped.</param>
/// <param name="StoppedBy">The signal that stopped it, else 0.</param>
public readonly record struct ChildChange(int Pid, ChildExit? Exit, int StoppedBy);
