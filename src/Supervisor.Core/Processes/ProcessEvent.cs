using Supervisor.Core.Specs;

namespace Supervisor.Core.Processes;

/// <summary>Everything that can happen to one process.</summary>
public abstract record ProcessEvent
{
    private ProcessEvent()
    {
    }

    /// <summary>Start it, if it is neither started nor being stopped.</summary>
    public sealed record StartRequested : ProcessEvent
    {
        public static readonly StartRequested Instance = new();
    }

    /// <summary>Stop it; a start that was to follow a stop is called off.</summary>
    public sealed record StopRequested : ProcessEvent
    {
        public static readonly StopRequested Instance = new();
    }

    /// <summary>Stop it if it runs, and start it as soon as it is gone.</summary>
    public sealed record RestartRequested : ProcessEvent
    {
        public static readonly RestartRequested Instance = new();
    }

    /// <summary>Send a signal to the process itself, never to its group.</summary>
    public sealed record SignalRequested(Signal Signal) : ProcessEvent;

    /// <summary>A deadline was reached; ignored when the state has none or a later one.</summary>
    public sealed record DeadlineReached : ProcessEvent
    {
        public static readonly DeadlineReached Instance = new();
    }

    /// <summary>What the host of the children reports about one life; ignored when it is not the present one.</summary>
    public abstract record FromHost(int Generation) : ProcessEvent;

    public sealed record SpawnSucceeded(int Generation, int Pid) : FromHost(Generation);

    public sealed record SpawnFailed(int Generation, StartFailure Failure) : FromHost(Generation);

    public sealed record ChildExited(int Generation, ExitOutcome Outcome) : FromHost(Generation);

    /// <summary>kill(2) failed with anything but ESRCH.</summary>
    public sealed record SignalFailed(int Generation, string Reason) : FromHost(Generation);
}
