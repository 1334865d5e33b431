namespace Supervisor.Keeper;

/// <summary>How a child ended, as waitid(2) tells it.</summary>
/// <param name="Code">Exit status 0 to 255; 0 when it was killed by a signal.</param>
/// <param name="Signal">Number of the signal that killed it, else 0.</param>
/// <param name="CoreDumped">Whether it left a core dump.</param>
public readonly record struct ExitStatus(int Code, int Signal, bool CoreDumped);
