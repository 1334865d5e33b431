using Supervisor.Core.Events;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Notices;

/// <summary>
/// What happened, told to whoever listens: the daemon's log, event listeners, the API's event stream. It changes nothing.
/// </summary>
public abstract record Notice
{
    private Notice()
    {
    }

    /// <summary>Every change of state: supervisord's PROCESS_STATE_* events.</summary>
    /// <param name="Tries">The retry counter (STARTING, BACKOFF).</param>
    /// <param name="Pid">The pid of the child concerned (RUNNING, STOPPING, STOPPED, EXITED); 0 if none.</param>
    /// <param name="Expected">EXITED: whether the exit status was expected.</param>
    public sealed record StateChanged(ProcessName Process, StateCode From, StateCode To, int Tries, int Pid, bool Expected) : Notice;

    /// <summary><c>spawned: 'x' with pid N</c></summary>
    public sealed record Spawned(ProcessName Process, int Pid) : Notice;

    /// <summary>A start failed before the program ran; <paramref name="RetryIn"/> is null when it gave up.</summary>
    public sealed record StartFailed(ProcessName Process, StartFailure Failure, TimeSpan? RetryIn) : Notice;

    /// <summary><c>success: x entered RUNNING state, ...</c></summary>
    public sealed record EnteredRunning(ProcessName Process, TimeSpan StartDuration) : Notice;

    /// <summary><c>exited: x (how; expected)</c></summary>
    public sealed record Exited(ProcessName Process, int Pid, ExitOutcome Outcome, bool Expected, bool TooQuickly) : Notice;

    /// <summary><c>gave up: x entered FATAL state, too many start retries too quickly</c></summary>
    public sealed record GaveUp(ProcessName Process) : Notice;

    /// <summary><c>stopped: x (how)</c></summary>
    public sealed record Stopped(ProcessName Process, int Pid, ExitOutcome Outcome, bool Expected) : Notice;

    /// <summary>DEBG <c>killing x (pid N) with signal SIGTERM</c></summary>
    public sealed record StopSignalSent(ProcessName Process, int Pid, Signal Signal, bool ToGroup) : Notice;

    /// <summary><c>killing 'x' (N) with SIGKILL</c></summary>
    public sealed record KillingUnresponsive(ProcessName Process, int Pid) : Notice;

    /// <summary>DEBG <c>sending x (pid N) sig SIGHUP</c></summary>
    public sealed record SignalSent(ProcessName Process, int Pid, Signal Signal) : Notice;

    /// <summary>kill(2) failed: the process is in state UNKNOWN now.</summary>
    public sealed record SignalFailed(ProcessName Process, int Pid, string Reason) : Notice;

    /// <summary>SUPERVISOR_STATE_CHANGE_RUNNING</summary>
    public sealed record SupervisorRunning : Notice;

    /// <summary>SUPERVISOR_STATE_CHANGE_STOPPING</summary>
    public sealed record SupervisorStopping : Notice;

    /// <summary>A program has brought about the end: everything stops next.</summary>
    public sealed record SupervisorEnding(Ending Ending) : Notice;

    public sealed record GroupAdded(string Group) : Notice;

    public sealed record GroupRemoved(string Group) : Notice;

    /// <summary>A process wrote this: supervisord's PROCESS_LOG_* events. Told only while somebody wants it.</summary>
    /// <param name="Data">The bytes, not to be altered.</param>
    public sealed record Wrote(ProcessName Process, int Pid, bool Stderr, ReadOnlyMemory<byte> Data) : Notice;

    /// <summary>A process wrote this between the tokens of capture mode: supervisord's PROCESS_COMMUNICATION_* events.</summary>
    /// <param name="Data">The bytes, not to be altered.</param>
    public sealed record Communicated(ProcessName Process, int Pid, bool Stderr, ReadOnlyMemory<byte> Data) : Notice;

    /// <summary>A client sent this: REMOTE_COMMUNICATION.</summary>
    /// <param name="Data">The bytes, not to be altered.</param>
    public sealed record RemoteCommunicated(string Type, ReadOnlyMemory<byte> Data) : Notice;

    /// <summary>A slice of time began: TICK_5, TICK_60, TICK_3600. Told only while somebody wants it.</summary>
    /// <param name="When">Its first second, in Unix time.</param>
    public sealed record Ticked(EventType Type, long When) : Notice;
}
