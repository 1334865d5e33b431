namespace Supervisor.Posix.Processes;

/// <summary>How a child ended, as waitid(2) tells it.</summary>
/// <param name="Pid">The child.</param>
/// <param name="Code">Exit status 0 to 255; 0 when a signal killed it.</param>
/// <param name="Signal">The signal that killed it, else 0.</param>
/// <param name="CoreDumped">Whether it left a core dump.</param>
public readonly record struct ChildExit(int Pid, int Code, int Signal, bool CoreDumped);
