using System.Text.Json.Serialization;

namespace Supervisor.Control.Wire;

/// <summary>One process as the API shows it. The fields that supervisord's API has keep its names and meanings.</summary>
public sealed record ProcessInfo
{
    public required string Group { get; init; }

    public required string Name { get; init; }

    /// <summary>What people read beside the state: <c>pid 7, uptime 0:01:02</c>, a stop time, or the reason of a failure.</summary>
    public required string Description { get; init; }

    /// <summary>supervisord's state code: 0, 10, 20, 30, 40, 100, 200 or 1000.</summary>
    public required int State { get; init; }

    /// <summary>STOPPED, STARTING, RUNNING, BACKOFF, STOPPING, EXITED, FATAL or UNKNOWN.</summary>
    [JsonPropertyName("statename")]
    public required string StateName { get; init; }

    /// <summary>Unix time of the last start in seconds, 0 if never started.</summary>
    public long Start { get; init; }

    /// <summary>Unix time of the last end in seconds, 0 if it never ended.</summary>
    public long Stop { get; init; }

    /// <summary>Unix time of this answer in seconds.</summary>
    public long Now { get; init; }

    /// <summary>Why the last start failed, or empty.</summary>
    [JsonPropertyName("spawnerr")]
    public string SpawnError { get; init => field = value ?? ""; } = "";

    /// <summary>Status of the last exit; -1 when a signal ended it.</summary>
    [JsonPropertyName("exitstatus")]
    public int ExitStatus { get; init; }

    /// <summary>0 when it does not run.</summary>
    public int Pid { get; init; }

    [JsonPropertyName("stdout_logfile")]
    public string StdoutLogFile { get; init => field = value ?? ""; } = "";

    [JsonPropertyName("stderr_logfile")]
    public string StderrLogFile { get; init => field = value ?? ""; } = "";

    /// <summary>Failed starts in a row.</summary>
    public int Retries { get; init; }

    /// <summary>What it does as an event listener; null when it is none.</summary>
    public ListenerInfo? Listener { get; init; }

    /// <summary>What is not as it should be although the process may run: a log that cannot be written, survivors of an earlier life.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];
}
