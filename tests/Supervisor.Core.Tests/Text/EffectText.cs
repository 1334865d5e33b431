using System.Globalization;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Time;

namespace Supervisor.Core.Tests.Text;

/// <summary>Effects as one line of text each, for tables and transcripts that people review.</summary>
internal static class EffectText
{
    public static string Of(Effect effect) => effect switch
    {
        Effect.Spawn(var spec, var generation) => $"spawn {spec.Name} #{generation} ({spec.Command.Text})",
        Effect.Kill(var process, var generation, var signal, var target) =>
            $"kill {process} #{generation} {signal}{(target == SignalTarget.ProcessGroup ? " to its group" : "")}",
        Effect.Arm(var process, var at) => $"arm {process} at {Of(at)}",
        Effect.Tell(var notice) => Of(notice),
        Effect.Accepted(var request, var targets) => $"r{request.Value} accepted for {targets}",
        Effect.TargetDone(var request, var process, var outcome, var detail) =>
            $"r{request.Value} {Subject(process)}{outcome}{(detail.Length > 0 ? $" ({detail})" : "")}",
        Effect.Changes(var request, var groups) => $"r{request.Value} changes:{string.Concat(groups.Select(Of))}",
        Effect.OpenProcess(var spec) => $"open {spec.Name}",
        Effect.ReconfigureProcess(var spec) => $"reconfigure {spec.Name}",
        Effect.CloseProcess(var process) => $"close {process}",
        Effect.Reloaded => "reloaded",
        Effect.Finished(null) => "finished",
        Effect.Finished(var how) => $"finished with {Of(how)}",
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "no such effect"),
    };

    public static string Of(Instant instant) => TimeSpan.FromTicks(instant.Ticks).TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s";

    private static string Of(GroupChange change) =>
        $" {change.Kind} {change.Group}{(change.Stopped ? " (stopped)" : "")}{(change.Outcome == Outcome.Ok ? "" : $" {change.Outcome}")}";

    private static string Subject(Core.Specs.ProcessName process) => process switch
    {
        { Group: "", Name: "" } => "all: ",
        { Name: "" } => $"{process.Group}:*: ",
        _ => $"{process}: ",
    };

    private static string Of(Notice notice) => notice switch
    {
        Notice.StateChanged e => $"{e.Process} {Code(e.From)} -> {Code(e.To)}{Payload(e)}",
        Notice.Spawned e => $"log spawned: '{e.Process}' with pid {e.Pid}",
        Notice.StartFailed e => $"log spawnerr: {e.Process} {e.Failure.SpawnError}; {Retry(e.RetryIn)}",
        Notice.EnteredRunning e => $"log success: {e.Process} stayed up for {e.StartDuration.TotalSeconds}s",
        Notice.Exited e => $"log exited: {e.Process} ({e.Outcome.Text}; {(e.Expected ? "" : "not ")}expected){(e.TooQuickly ? " too quickly" : "")}",
        Notice.GaveUp e => $"log gave up: {e.Process}",
        Notice.Stopped e => $"log stopped: {e.Process} ({e.Outcome.Text}{(e.Expected ? "; expected" : "")})",
        Notice.StopSignalSent e => $"log killing {e.Process} (pid {e.Pid}) {(e.ToGroup ? "process group " : "")}with {e.Signal}",
        Notice.KillingUnresponsive e => $"log killing '{e.Process}' ({e.Pid}) with SIGKILL",
        Notice.SignalSent e => $"log sending {e.Process} (pid {e.Pid}) {e.Signal}",
        Notice.SignalFailed e => $"log cannot signal {e.Process} (pid {e.Pid}): {e.Reason}",
        Notice.SupervisorRunning => "event SUPERVISOR_STATE_CHANGE_RUNNING",
        Notice.SupervisorStopping => "event SUPERVISOR_STATE_CHANGE_STOPPING",
        Notice.SupervisorEnding { Ending: var e } => $"log the end: {e.Reason} by {e.Cause?.ToString() ?? "all"} ({Of(e.How)})",
        Notice.GroupAdded e => $"event PROCESS_GROUP_ADDED {e.Group}",
        Notice.GroupRemoved e => $"event PROCESS_GROUP_REMOVED {e.Group}",
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice, "no such notice"),
    };

    private static string Of(LifeEnd? how) => how switch
    {
        null => "nothing to say",
        LifeEnd.Ended { Outcome: var outcome } => outcome.Text,
        LifeEnd.NotStarted { Kind: var kind } => $"no start: {kind}",
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "no such end"),
    };

    private static string Payload(Notice.StateChanged e) => e.To switch
    {
        StateCode.Starting or StateCode.Backoff => $" tries:{e.Tries}",
        StateCode.Running or StateCode.Stopping or StateCode.Stopped => $" pid:{e.Pid}",
        StateCode.Exited => $" expected:{(e.Expected ? 1 : 0)} pid:{e.Pid}",
        _ => "",
    };

    private static string Retry(TimeSpan? delay) => delay is { } span ? $"retry in {span.TotalSeconds}s" : "no retry";

    private static string Code(StateCode code) => code.ToString().ToUpperInvariant();
}
