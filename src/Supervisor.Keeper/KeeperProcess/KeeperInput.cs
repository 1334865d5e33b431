using Supervisor.Posix;
using Supervisor.Posix.Descriptors;
using Supervisor.Posix.Processes;
using Supervisor.Subprocess.Children;

namespace Supervisor.Keeper.KeeperProcess;

/// <summary>What other threads tell the keeper's loop.</summary>
internal abstract record KeeperInput
{
    private KeeperInput()
    {
    }

    /// <param name="What">The host's word.</param>
    internal sealed record Told(HostEvent What) : KeeperInput;

    /// <summary>The start of a child is over: its outcome was told, and its ends of the pipes are closed here.</summary>
    internal sealed record SpawnOver(ChildRef Child) : KeeperInput;

    /// <param name="Brain">Which one, by its number.</param>
    /// <param name="Process">Its process.</param>
    /// <param name="Image">What it executes, so that the same can be started again when it is gone from the disk; null when that cannot be had.</param>
    internal sealed record BrainStarted(ulong Brain, WatchedChild Process, OwnedDescriptor? Image) : KeeperInput;

    internal sealed record BrainNotStarted(ulong Brain, Errno Errno) : KeeperInput;

    internal sealed record BrainExited(ulong Brain, ChildExit Exit) : KeeperInput;

    /// <summary>The program that may take over from the keeper was started, to ask it whether it can.</summary>
    internal sealed record SuccessorAsked(WatchedChild Process) : KeeperInput;

    /// <param name="Errno">Why it could not be started.</param>
    /// <param name="Exit">Its answer, if it could: 0 is yes.</param>
    internal sealed record SuccessorAnswered(Errno Errno, ChildExit? Exit) : KeeperInput;
}
