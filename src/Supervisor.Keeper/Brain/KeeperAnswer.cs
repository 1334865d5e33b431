using Supervisor.Posix;

namespace Supervisor.Keeper.Brain;

/// <summary>What came of a request to the keeper.</summary>
/// <param name="Errno">0 when it was done; ESRCH when the keeper is gone.</param>
/// <param name="Explanation">Why not, where the keeper knows more than the errno: a sentence without a full stop.</param>
public readonly record struct KeeperAnswer(int Errno, string? Explanation = null)
{
    public bool IsDone => Errno == 0;

    /// <summary>The explanation, or the system's text for the errno.</summary>
    public string Reason => Explanation ?? new Errno(Errno).Text;
}
