using System.Text.Json.Serialization;
using Supervisor.Core.Time;

namespace Supervisor.Core.Processes;

/// <summary>
/// The state of one process: one case per state of supervisord, each with only the data of that state. Deadlines are
/// data here, never timers.
/// </summary>
[JsonDerivedType(typeof(ProcessState.Stopped), "stopped")]
[JsonDerivedType(typeof(ProcessState.Starting), "starting")]
[JsonDerivedType(typeof(ProcessState.Running), "running")]
[JsonDerivedType(typeof(ProcessState.Backoff), "backoff")]
[JsonDerivedType(typeof(ProcessState.Stopping), "stopping")]
[JsonDerivedType(typeof(ProcessState.Exited), "exited")]
[JsonDerivedType(typeof(ProcessState.Fatal), "fatal")]
[JsonDerivedType(typeof(ProcessState.Unknown), "unknown")]
public abstract record ProcessState
{
    private ProcessState()
    {
    }

    public abstract StateCode Code { get; }

    /// <summary>When this state wants to be looked at again, if nothing happens before.</summary>
    public virtual Instant? Deadline => null;

    /// <summary>The pid of the living child, if there is one that is known already.</summary>
    public virtual int? Pid => null;

    public sealed record Stopped : ProcessState
    {
        public override StateCode Code => StateCode.Stopped;
    }

    /// <summary>A start was asked for: first without a pid, then with it until the start counts as a success.</summary>
    /// <param name="Since">When the spawn was asked for, and once it succeeded, when that was; startsecs count from there.</param>
    /// <param name="Child">The pid once the spawn succeeded.</param>
    /// <param name="SuccessAt">When it becomes RUNNING; null until it is spawned.</param>
    public sealed record Starting(Instant Since, int? Child, Instant? SuccessAt) : ProcessState
    {
        public override StateCode Code => StateCode.Starting;

        public override Instant? Deadline => SuccessAt;

        public override int? Pid => Child;
    }

    public sealed record Running(int Child, Instant Since) : ProcessState
    {
        public override StateCode Code => StateCode.Running;

        public override int? Pid => Child;
    }

    /// <summary>The last start failed; the next one is due at <paramref name="RetryAt"/>.</summary>
    public sealed record Backoff(Instant RetryAt) : ProcessState
    {
        public override StateCode Code => StateCode.Backoff;

        public override Instant? Deadline => RetryAt;
    }

    /// <summary>A stop was asked for and the child is not gone yet.</summary>
    /// <param name="Child">Null while its spawn has not answered: then the signal goes out with the answer.</param>
    /// <param name="KillAt">When SIGKILL is sent (again).</param>
    /// <param name="Then">What follows when it is gone.</param>
    public sealed record Stopping(int? Child, Instant KillAt, AfterStop Then) : ProcessState
    {
        public override StateCode Code => StateCode.Stopping;

        public override Instant? Deadline => KillAt;

        public override int? Pid => Child;
    }

    public sealed record Exited : ProcessState
    {
        public override StateCode Code => StateCode.Exited;
    }

    public sealed record Fatal : ProcessState
    {
        public override StateCode Code => StateCode.Fatal;
    }

    /// <summary>It could not be signalled (kill(2) failed); the child may still be there.</summary>
    public sealed record Unknown(int Child) : ProcessState
    {
        /// <summary>Whether a stop was what failed: then its exit is the end of that stop, and nothing starts it again.</summary>
        public bool StopWanted { get; init; }

        public override StateCode Code => StateCode.Unknown;

        public override int? Pid => Child;
    }
}

/// <summary>What follows a stop.</summary>
public enum AfterStop
{
    StayStopped,
    StartAgain,
}
