using System.Globalization;
using Supervisor.Control.Wire;
using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Output;

namespace Supervisor.Daemon.Projection;

/// <summary>Shows a process as the API does, by supervisord's rules for each state (parity: getProcessInfo by state).</summary>
internal sealed class ProcessProjection(SupervisionEngine engine)
{
    public ProcessInfo Show(ProcessEntry entry, DateTimeOffset now)
    {
        var (state, history) = (entry.State, entry.History);
        var (stdout, stderr, left) = engine.FindOutput(entry.Spec.Name);
        return new ProcessInfo
        {
            Group = entry.Spec.Name.Group,
            Name = entry.Spec.Name.Name,
            Description = Describe(entry, now),
            State = (int)state.Code,
            StateName = NameOf(state.Code),
            Start = history.LastStart?.ToUnixTimeSeconds() ?? 0,
            Stop = history.LastStop?.ToUnixTimeSeconds() ?? 0,
            Now = now.ToUnixTimeSeconds(),
            SpawnError = SpawnErrorOf(entry),
            ExitStatus = ExitStatusOf(entry),
            Pid = state.Pid ?? 0,
            StdoutLogFile = stdout?.LogPath ?? "",
            StderrLogFile = stderr?.LogPath ?? "",
            Retries = history.Retries,
            Listener = ListenerProjection.Show(engine.Pools, entry.Spec.Name),
            Warnings = Warnings(entry.Spec.Name, stdout, stderr, left),
        };
    }

    /// <summary>What of it a table of states shows.</summary>
    public ProcessBrief ShowBriefly(ProcessEntry entry, DateTimeOffset now)
    {
        var name = entry.Spec.Name;
        var (stdout, stderr, left) = engine.FindOutput(name);
        var warnings = Warnings(name, stdout, stderr, left);
        return new ProcessBrief
        {
            Group = name.Group,
            Name = name.Name,
            Description = Describe(entry, now),
            State = (int)entry.State.Code,
            StateName = NameOf(entry.State.Code),
            Warnings = warnings.Count == 0 ? null : warnings,
        };
    }

    // Nothing is made for a process that is as it should be, as thousands are.
    private IReadOnlyList<string> Warnings(ProcessName name, OutputChannel? stdout, OutputChannel? stderr, IReadOnlyList<int> left)
    {
        var pools = engine.Pools;
        if (stdout?.Health is null && stderr?.Health is null && left.Count == 0 && pools.Find(name) is null) return [];
        return [.. Warnings(stdout, stderr), .. LeftBehind(left), .. ListenerProjection.Warnings(pools, name)];
    }

    private static string[] LeftBehind(IReadOnlyList<int> pids) =>
        pids.Count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"left behind by an earlier run: pid {string.Join(", ", pids)}")];

    public static string NameOf(StateCode code) => code switch
    {
        StateCode.Stopped => "STOPPED",
        StateCode.Starting => "STARTING",
        StateCode.Running => "RUNNING",
        StateCode.Backoff => "BACKOFF",
        StateCode.Stopping => "STOPPING",
        StateCode.Exited => "EXITED",
        StateCode.Fatal => "FATAL",
        _ => "UNKNOWN",
    };

    /// <summary>Why the last start failed, in the states that tell it.</summary>
    public static string SpawnErrorOf(ProcessEntry entry) => ShowsSpawnError(entry.State.Code) ? entry.History.SpawnError : "";

    /// <summary>How it ended, in the states that tell it; else 0.</summary>
    public static int ExitStatusOf(ProcessEntry entry) => ShowsExitStatus(entry.State.Code) ? entry.History.LastExit?.Status ?? 0 : 0;

    /// <summary>The state in words, for people.</summary>
    public static string Describe(ProcessEntry entry, DateTimeOffset now) =>
        Describe(entry.Spec.Name, entry.State, entry.History, now);

    private static string Describe(ProcessName name, ProcessState state, ProcessHistory history, DateTimeOffset now) => state.Code switch
    {
        StateCode.Running => Describe(state.Pid.GetValueOrDefault(), now - (history.LastStart ?? now)),
        StateCode.Backoff or StateCode.Fatal when history.SpawnError.Length > 0 => history.SpawnError,
        StateCode.Backoff or StateCode.Fatal => $"unknown error (try \"tail {name.Namespec}\")",
        StateCode.Stopped or StateCode.Exited when history.LastStart is null => "Not started",
        StateCode.Exited when history.LastExit is ExitOutcome.Signalled { OutOfMemory: true } => $"{StopTime(history, now)}, out of memory",
        StateCode.Stopped or StateCode.Exited => StopTime(history, now),
        _ => "",
    };

    // Python's str(timedelta): 0:00:05, 1 day, 2:03:04. In one piece and without custom formats, since lists of thousands are mostly this.
    private static string Describe(int pid, TimeSpan uptime)
    {
        if (uptime < TimeSpan.Zero) uptime = TimeSpan.Zero;
        var days = uptime.Days switch
        {
            0 => "",
            1 => "1 day, ",
            var many => string.Create(CultureInfo.InvariantCulture, $"{many} days, "),
        };
        Span<char> room = stackalloc char[64];
        return string.Create(
            CultureInfo.InvariantCulture, room, $"pid {pid}, uptime {days}{uptime.Hours}:{uptime.Minutes:D2}:{uptime.Seconds:D2}");
    }

    private static string StopTime(ProcessHistory history, DateTimeOffset now) =>
        (history.LastStop ?? history.LastStart ?? now).LocalDateTime.ToString("MMM dd hh:mm tt", CultureInfo.InvariantCulture);

    private static bool ShowsSpawnError(StateCode code) => code is StateCode.Backoff or StateCode.Fatal or StateCode.Exited;

    private static bool ShowsExitStatus(StateCode code) => code is StateCode.Exited or StateCode.Stopped;

    private static List<string> Warnings(OutputChannel? stdout, OutputChannel? stderr)
    {
        var warnings = new List<string>();
        Add("stdout", stdout);
        Add("stderr", stderr);
        return warnings;

        void Add(string stream, OutputChannel? channel)
        {
            if (channel?.Health is not { } health) return;
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"cannot write the {stream} log {channel.Settings.TargetName}: {health.Problem}; {health.DroppedBytes} bytes dropped so far"));
        }
    }
}
