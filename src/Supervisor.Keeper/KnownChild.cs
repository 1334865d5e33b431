namespace Supervisor.Keeper;

/// <summary>A child that was started and whose exit was not told.</summary>
/// <param name="Child">Its name and generation.</param>
/// <param name="Pid">Its process.</param>
/// <param name="StartTicks">Clock ticks from the start of the machine to that of the process (proc(5)): with the pid it names one process. 0 where unknown.</param>
public sealed record KnownChild(ChildRef Child, int Pid, long StartTicks);
