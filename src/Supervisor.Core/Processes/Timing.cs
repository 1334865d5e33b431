using Supervisor.Core.Specs;

namespace Supervisor.Core.Processes;

/// <summary>How long a process is left alone before the next try.</summary>
internal static class Timing
{
    private static readonly TimeSpan ShortestKillInterval = TimeSpan.FromSeconds(1);

    /// <summary>supervisord's linear backoff: as many seconds as starts have failed in a row, without a cap.</summary>
    public static TimeSpan RetryDelay(int failedStarts) => TimeSpan.FromSeconds(failedStarts);

    /// <summary>
    /// Time from one SIGKILL to the next. A stopwaitsecs of 0 kills at once, but a process that cannot die must not
    /// be signalled without a pause.
    /// </summary>
    public static TimeSpan KillInterval(ProcessSpec spec) =>
        spec.StopWait > ShortestKillInterval ? spec.StopWait : ShortestKillInterval;
}
