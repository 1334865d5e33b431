namespace Supervisor.Keeper.Protocol;

/// <summary>How far a child is, as the keeper sees it.</summary>
internal enum ChildState
{
    /// <summary>Its start is under way.</summary>
    Starting = 0,
    Running = 1,
    Failed = 2,
    Ended = 3,
}

/// <summary>When and as what a child began.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="StartTicks">Field 22 of /proc/PID/stat: clock ticks since the machine started.</param>
/// <param name="StartedAt">Wall time of the start, in milliseconds since 1970.</param>
internal readonly record struct ChildBirth(int Pid, long StartTicks, long StartedAt);

/// <summary>The content of one frame, descriptors aside. Its fields are those of docs/keeper-protocol.md.</summary>
internal abstract record Frame
{
    private Frame()
    {
    }

    internal sealed record Hello(int Version) : Frame;

    internal sealed record Spawn(ChildRef Child, SpawnRequest Request) : Frame;

    internal sealed record Signal(ChildRef Child, int Number, SignalScope Scope) : Frame;

    internal sealed record Acknowledge(ChildRef Child) : Frame;

    internal sealed record CloseStream(ChildRef Child, int Stream) : Frame;

    internal sealed record KeepDescriptor(string Name) : Frame;

    internal sealed record DropDescriptor(string Name) : Frame;

    internal sealed record List(bool More) : Frame;

    internal sealed record Begin : Frame;

    internal sealed record Ready : Frame;

    internal sealed record Pong(int Number) : Frame;

    internal sealed record Finish(int Status) : Frame;

    internal sealed record Surroundings(
        int? Umask, string? Directory, string? User, long? LeastDescriptors, long? LeastProcesses, string? Instance) : Frame;

    /// <summary>For the service manager, with descriptors for it.</summary>
    internal sealed record Notify(string Text) : Frame;

    /// <summary>Shall another brain take over, from the program that is on disk now?</summary>
    internal sealed record Upgrade : Frame;

    /// <summary>Shall the keeper itself become the program that is on disk now?</summary>
    internal sealed record UpgradeKeeper : Frame;

    /// <summary>A candidate: all that could fail is done.</summary>
    internal sealed record Prepared : Frame;

    /// <summary>The brain acts no more.</summary>
    internal sealed record Yielded : Frame;

    /// <summary>The brain is about to end: why.</summary>
    internal sealed record Fail(string Text) : Frame;

    /// <param name="Version">What the keeper knows.</param>
    /// <param name="Pid">Its process.</param>
    /// <param name="Candidate">The brain is to prepare and to wait for its takeover.</param>
    /// <param name="Notes">Why brains were started and ended since one was ready; sentences for the log.</param>
    internal sealed record Welcome(int Version, int Pid, bool Candidate, IReadOnlyList<string> Notes) : Frame
    {
        /// <summary>Whether Notify reaches anybody. A keeper that does not say so may have one.</summary>
        public bool HasServiceManager { get; init; } = true;
    }

    internal sealed record Answer(int Errno, string? Explanation = null) : Frame;

    /// <summary>Finish the step that you are in, and say that you have yielded.</summary>
    internal sealed record Yield : Frame;

    /// <summary>To a candidate: you are the brain now.</summary>
    internal sealed record Takeover : Frame;

    internal sealed record Spawned(ChildRef Child, ChildBirth Birth, int Streams) : Frame;

    internal sealed record SpawnFailed(ChildRef Child, SpawnFailure Failure) : Frame;

    internal sealed record Exited(ChildRef Child, int Pid, ExitStatus Status) : Frame;

    internal sealed record OrphanReaped(int Pid, ExitStatus Status) : Frame;

    internal sealed record Listed(
        ChildRef Ref, ChildState State, ChildBirth Birth, int Streams, ExitStatus? Exit, SpawnFailure? Failure) : Frame;

    internal sealed record Descriptor(string Name) : Frame;

    internal sealed record PageEnd(bool More) : Frame;

    internal sealed record Ping(int Number) : Frame;

    internal sealed record HostSignal(int Number) : Frame;
}
