using Supervisor.Core.Collections;

namespace Supervisor.Core.Specs;

/// <summary>One process as configured and validated: everything that is known before it is started.</summary>
public sealed record ProcessSpec
{
    public required ProcessName Name { get; init; }

    /// <summary>The program section it comes from.</summary>
    public required string Program { get; init; }

    public required CommandLine Command { get; init; }

    /// <summary>Order within a program's group: low starts first and stops last.</summary>
    public int Priority { get; init; } = 999;

    public bool AutoStart { get; init; } = true;

    public RestartPolicy AutoRestart { get; init; } = RestartPolicy.Unexpected;

    /// <summary>How long a start must last to count as a success; zero counts at once.</summary>
    public TimeSpan StartDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts after the first one before FATAL.</summary>
    public int StartRetries { get; init; } = 3;

    /// <summary>Exit statuses that are expected (0 to 255).</summary>
    public ValueList<int> ExitCodes { get; init; } = [0];

    /// <summary>When it ends by itself and is not started again, everything stops, and its exit status is the supervisor's.</summary>
    public bool Essential { get; init; }

    public Signal StopSignal { get; init; } = Signal.Term;

    /// <summary>How long the stop signal is given before SIGKILL, and between one SIGKILL and the next.</summary>
    public TimeSpan StopWait { get; init; } = TimeSpan.FromSeconds(10);

    public bool StopAsGroup { get; init; }

    public bool KillAsGroup { get; init; }

    /// <summary>The account it runs as (name or number), or null for the daemon's own.</summary>
    public string? User { get; init; }

    /// <summary>Working directory, or null for the daemon's own.</summary>
    public string? Directory { get; init; }

    /// <summary>File mode creation mask (0 to 0777), or null for the daemon's own.</summary>
    public int? Umask { get; init; }

    /// <summary>The daemon's and the program's <c>environment</c>, laid over the daemon's own environment.</summary>
    public ValueMap Environment { get; init; } = ValueMap.Empty;

    /// <summary>Value of SUPERVISOR_SERVER_URL; null means the daemon's first server.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>The child's descriptor 2 is its stdout pipe.</summary>
    public bool RedirectStderr { get; init; }

    /// <summary>It listens to events: its stdin and stdout speak supervisord's listener protocol.</summary>
    public bool IsEventListener { get; init; }

    /// <summary>The listening socket it gets, or null.</summary>
    public SocketSpec? Socket { get; init; }

    /// <summary>Where its lines for syslog go; null: where the daemon's own do.</summary>
    public SyslogTarget? Syslog { get; init; }

    /// <summary>Text before each line of its logs; null for none.</summary>
    public string? OutputPrefix { get; init; }

    public LogSpec Stdout { get; init; } = LogSpec.Default;

    public LogSpec Stderr { get; init; } = LogSpec.Default;

    /// <summary>Whether the program says that this end is a good one.</summary>
    public bool IsExpected(Processes.ExitOutcome outcome) =>
        outcome is Processes.ExitOutcome.Code { Value: var code } && ExitCodes.AsSpan().Contains(code);
}
