namespace Supervisor.Core.Output;

/// <summary>What may be done next with a log file.</summary>
public enum RotationAction
{
    /// <summary>It takes up to <see cref="RotationStep.Room"/> bytes.</summary>
    Fill,

    /// <summary>It is full: rotate if it ends in a newline, else take the rest of the line, <see cref="RotationStep.Room"/> bytes at most.</summary>
    FinishLine,

    /// <summary>Rotate, wherever the line ends.</summary>
    Rotate,
}

/// <param name="Action">What may be done.</param>
/// <param name="Room">With how many bytes at most.</param>
public readonly record struct RotationStep(RotationAction Action, long Room);
