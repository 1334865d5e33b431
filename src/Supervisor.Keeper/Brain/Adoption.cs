using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper.Brain;

/// <summary>What the keeper holds at the start of a brain. The receiver owns all descriptors in it.</summary>
/// <param name="KeeperPid">The parent of the programs.</param>
/// <param name="KeeperVersion">What the keeper knows; an older one refuses newer requests with ENOSYS.</param>
/// <param name="Children">Every child whose end was not acknowledged.</param>
/// <param name="Descriptors">What earlier brains left, by name. These are duplicates: the keeper keeps its own on.</param>
public sealed record Adoption(
    int KeeperPid,
    int KeeperVersion,
    IReadOnlyList<AdoptedChild> Children,
    IReadOnlyDictionary<string, OwnedDescriptor> Descriptors);

/// <summary>One child of an earlier brain.</summary>
/// <param name="Child">Its name and generation.</param>
/// <param name="Pid">Its process; 0 while the start is under way (its outcome comes as an event) and when the start failed.</param>
/// <param name="StartTicks">Clock ticks from the start of the machine to that of the process (proc(5)); 0 where unknown.</param>
/// <param name="StartedAt">Wall time of the start.</param>
/// <param name="Exit">How it ended meanwhile; to be acknowledged. Null while it runs.</param>
/// <param name="Failure">Why the start failed; the keeper has forgotten it by now. Null for all others.</param>
/// <param name="Stdin">Our end of its pipe, as with <see cref="HostEvent.Spawned"/>.</param>
/// <param name="Stdout">Our end of its pipe: what it wrote meanwhile is in it.</param>
/// <param name="Stderr">Our end of its pipe.</param>
public sealed record AdoptedChild(
    ChildRef Child,
    int Pid,
    long StartTicks,
    DateTimeOffset StartedAt,
    ExitStatus? Exit,
    SpawnFailure? Failure,
    OwnedDescriptor? Stdin,
    OwnedDescriptor? Stdout,
    OwnedDescriptor? Stderr)
{
    /// <summary>Whether its start is still under way.</summary>
    public bool IsStarting => Pid == 0 && Failure is null;

    /// <summary>Closes our ends, for a brain that only looks.</summary>
    public void CloseStreams()
    {
        Stdin?.Dispose();
        Stdout?.Dispose();
        Stderr?.Dispose();
    }
}
