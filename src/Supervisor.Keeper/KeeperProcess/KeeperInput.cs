using Supervisor.Keeper.Protocol;
using Supervisor.Posix;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What other threads tell the keeper's loop.</summary>
internal abstract record KeeperInput
{
    private KeeperInput()
    {
    }

    /// <param name="What">The host's word.</param>
    /// <param name="Birth">With a start: when and as what.</param>
    internal sealed record Told(HostEvent What, ChildBirth Birth) : KeeperInput;

    /// <summary>The start of a child is over: its outcome was told, and its ends of the pipes are closed here.</summary>
    internal sealed record SpawnOver(ChildRef Child) : KeeperInput;

    internal sealed record BrainStarted(WatchedChild Brain) : KeeperInput;

    internal sealed record BrainNotStarted(Errno Errno) : KeeperInput;

    internal sealed record BrainExited(WatchedChild Brain) : KeeperInput;

    internal sealed record SignalCame(int Number) : KeeperInput;
}
