using Supervisor.Posix.Descriptors;

namespace Supervisor.Keeper;

/// <summary>What a host tells about its children. An <see cref="Exited"/> always comes after its <see cref="Spawned"/>.</summary>
public abstract record HostEvent
{
    private HostEvent()
    {
    }

    /// <summary>The child runs its program. The receiver owns the descriptors, all non-blocking and close-on-exec.</summary>
    public sealed record Spawned(ChildRef Child, int Pid, OwnedDescriptor? Stdin, OwnedDescriptor? Stdout, OwnedDescriptor? Stderr) : HostEvent
    {
        /// <summary>Clock ticks from the start of the machine to that of the process (proc(5)); 0 where the host does not say.</summary>
        public long StartTicks { get; init; }
    }

    public sealed record SpawnFailed(ChildRef Child, SpawnFailure Failure) : HostEvent;

    /// <summary>The child ended and was reaped; its pid may be somebody else's by now.</summary>
    public sealed record Exited(ChildRef Child, int Pid, ExitStatus Status) : HostEvent;

    /// <summary>As PID 1 or child subreaper: a process that was never ours to start was reaped.</summary>
    public sealed record OrphanReaped(int Pid, ExitStatus Status) : HostEvent;
}
