using System.Buffers;
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
    // "pid", a number, "uptime", a number of days and a time.
    private const int MostUptime = 64;

    public ProcessInfo Show(ProcessEntry entry, DateTimeOffset now)
    {
        var name = entry.Spec.Name;
        var (stdout, stderr, left) = engine.FindOutput(name);
        Span<char> room = stackalloc char[MostUptime];
        var line = Line(entry, stdout, stderr, now, room);
        return new ProcessInfo
        {
            Group = name.Group,
            Name = name.Name,
            Description = line.Description.ToString(),
            State = line.State,
            StateName = NameOf(entry.State.Code),
            Start = line.Start,
            Stop = line.Stop,
            Now = line.Now,
            SpawnError = line.SpawnError.ToString(),
            ExitStatus = line.ExitStatus,
            Pid = line.Pid,
            StdoutLogFile = line.StdoutLogFile.ToString(),
            StderrLogFile = line.StderrLogFile.ToString(),
            Retries = line.Retries,
            Listener = ListenerProjection.Show(engine.Pools, name),
            Warnings = IsAsItShouldBe(name, stdout, stderr, left) ? [] : Warnings(name, stdout, stderr, left),
        };
    }

    /// <summary>What of it a table of states shows.</summary>
    public ProcessBrief ShowBriefly(ProcessEntry entry, DateTimeOffset now)
    {
        var name = entry.Spec.Name;
        var (stdout, stderr, left) = engine.FindOutput(name);
        return new ProcessBrief
        {
            Group = name.Group,
            Name = name.Name,
            Description = Describe(entry, now),
            State = (int)entry.State.Code,
            StateName = NameOf(entry.State.Code),
            Warnings = IsAsItShouldBe(name, stdout, stderr, left) ? null : Warnings(name, stdout, stderr, left),
        };
    }

    /// <summary>Writes what <see cref="Show"/> shows, without anything that has to be collected; false, and nothing is written, when that takes more.</summary>
    public bool TryWrite(ProcessEntry entry, DateTimeOffset now, IBufferWriter<byte> into)
    {
        var (stdout, stderr, left) = engine.FindOutput(entry.Spec.Name);
        Span<char> room = stackalloc char[MostUptime];
        return IsAsItShouldBe(entry.Spec.Name, stdout, stderr, left) && ProcessJson.TryWrite(Line(entry, stdout, stderr, now, room), into);
    }

    /// <summary>Writes what <see cref="ShowBriefly"/> shows, as above.</summary>
    public bool TryWriteBriefly(ProcessEntry entry, DateTimeOffset now, IBufferWriter<byte> into)
    {
        var (stdout, stderr, left) = engine.FindOutput(entry.Spec.Name);
        Span<char> room = stackalloc char[MostUptime];
        return IsAsItShouldBe(entry.Spec.Name, stdout, stderr, left) && ProcessJson.TryWriteBriefly(Line(entry, stdout, stderr, now, room), into);
    }

    private static ProcessLine Line(ProcessEntry entry, OutputChannel? stdout, OutputChannel? stderr, DateTimeOffset now, Span<char> room)
    {
        var (state, history) = (entry.State, entry.History);
        return new ProcessLine
        {
            Group = entry.Spec.Name.Group,
            Name = entry.Spec.Name.Name,
            Description = Describe(entry, now, room),
            State = (int)state.Code,
            StateName = NameOf(state.Code),
            Start = history.LastStart?.ToUnixTimeSeconds() ?? 0,
            Stop = history.LastStop?.ToUnixTimeSeconds() ?? 0,
            Now = now.ToUnixTimeSeconds(),
            SpawnError = SpawnErrorOf(entry),
            ExitStatus = ExitStatusOf(entry),
            Pid = state.Pid ?? 0,
            StdoutLogFile = stdout?.LogPath,
            StderrLogFile = stderr?.LogPath,
            Retries = history.Retries,
        };
    }

    // As thousands are.
    private bool IsAsItShouldBe(ProcessName name, OutputChannel? stdout, OutputChannel? stderr, IReadOnlyList<int> left) =>
        stdout?.Health is null && stderr?.Health is null && left.Count == 0 && engine.Pools.Find(name) is null;

    private List<string> Warnings(ProcessName name, OutputChannel? stdout, OutputChannel? stderr, IReadOnlyList<int> left) =>
        [.. Warnings(stdout, stderr), .. LeftBehind(left), .. ListenerProjection.Warnings(engine.Pools, name)];

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
    public static string Describe(ProcessEntry entry, DateTimeOffset now) => Describe(entry, now, stackalloc char[MostUptime]).ToString();

    private static ReadOnlySpan<char> Describe(ProcessEntry entry, DateTimeOffset now, Span<char> room) => entry.State.Code == StateCode.Running
        ? Describe(entry.State.Pid.GetValueOrDefault(), now - (entry.History.LastStart ?? now), room)
        : Describe(entry.Spec.Name, entry.State, entry.History, now);

    private static string Describe(ProcessName name, ProcessState state, ProcessHistory history, DateTimeOffset now) => state.Code switch
    {
        StateCode.Backoff or StateCode.Fatal when history.SpawnError.Length > 0 => history.SpawnError,
        StateCode.Backoff or StateCode.Fatal => $"unknown error (try \"tail {name.Namespec}\")",
        StateCode.Stopped or StateCode.Exited when history.LastStart is null => "Not started",
        StateCode.Exited when history.LastExit is ExitOutcome.Signalled { OutOfMemory: true } => $"{StopTime(history, now)}, out of memory",
        StateCode.Stopped or StateCode.Exited => StopTime(history, now),
        _ => "",
    };

    // Python's str(timedelta): 0:00:05, 1 day, 2:03:04. Without strings, since lists of thousands are mostly this.
    private static ReadOnlySpan<char> Describe(int pid, TimeSpan uptime, Span<char> room)
    {
        if (uptime < TimeSpan.Zero) uptime = TimeSpan.Zero;
        int length;
        _ = uptime.Days switch
        {
            0 => room.TryWrite(CultureInfo.InvariantCulture, $"pid {pid}, uptime ", out length),
            1 => room.TryWrite(CultureInfo.InvariantCulture, $"pid {pid}, uptime 1 day, ", out length),
            _ => room.TryWrite(CultureInfo.InvariantCulture, $"pid {pid}, uptime {uptime.Days} days, ", out length),
        };
        _ = room[length..].TryWrite(CultureInfo.InvariantCulture, $"{uptime.Hours}:{uptime.Minutes:D2}:{uptime.Seconds:D2}", out var time);
        return room[..(length + time)];
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
