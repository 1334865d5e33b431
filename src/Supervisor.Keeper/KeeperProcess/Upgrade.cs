using Supervisor.Posix;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>How far an upgrade is.</summary>
internal enum UpgradeStage
{
    /// <summary>The candidate prepares, and the running brain works as ever.</summary>
    Preparing,

    /// <summary>The running brain was asked to yield.</summary>
    Yielding,

    /// <summary>The candidate acts, and is not ready yet.</summary>
    TakenOver,
}

/// <summary>One brain's request to be followed by another.</summary>
internal sealed class Upgrade(BrainLink asker, uint id, BrainLink candidate)
{
    internal BrainLink Candidate { get; } = candidate;

    internal UpgradeStage Stage { get; set; }

    /// <summary>Tells who asked what came of it, if it still listens.</summary>
    internal void Answer(Errno errno, string? explanation) => asker.Session?.Answer(id, errno, explanation);
}
