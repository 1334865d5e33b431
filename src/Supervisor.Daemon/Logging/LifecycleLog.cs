using System.Globalization;
using Microsoft.Extensions.Logging;
using Supervisor.Core.Notices;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Engine.Notices;
using Supervisor.Engine.Reactor;

namespace Supervisor.Daemon.Logging;

/// <summary>Writes what happens to the processes into the main log, in supervisord's words.</summary>
internal sealed partial class LifecycleLog(ILogger<LifecycleLog> log) : INoticeListener
{
    public void OnNotice(in NoticeRecord record)
    {
        switch (record.Notice)
        {
            case Notice.Spawned spawned:
                Spawned(spawned.Process.Name, spawned.Pid);
                break;
            case Notice.StartFailed failed:
                OnStartFailed(failed);
                break;
            case Notice.EnteredRunning running:
                EnteredRunning(running.Process.Name, Seconds(running.StartDuration));
                break;
            case Notice.Exited { Expected: true } exited:
                ExitedExpected(exited.Process.Name, exited.Outcome.Text);
                break;
            case Notice.Exited exited:
                ExitedUnexpected(exited.Process.Name, exited.Outcome.Text);
                break;
            case Notice.GaveUp gaveUp:
                GaveUp(gaveUp.Process.Name);
                break;
            case Notice.Stopped { Expected: true } stopped:
                Stopped(LogLevel.Information, stopped.Process.Name, stopped.Outcome.Text);
                break;
            case Notice.Stopped stopped:
                Stopped(LogLevel.Warning, stopped.Process.Name, stopped.Outcome.Text);
                break;
            case Notice.KillingUnresponsive killing:
                Killing(killing.Process.Name, killing.Pid);
                break;
            case Notice.StopSignalSent sent:
                StopSignalSent(sent.Process.Name, sent.Pid, sent.ToGroup ? "process group " : "", sent.Signal.ToString());
                break;
            case Notice.SignalSent sent:
                SignalSent(sent.Process.Name, sent.Pid, sent.Signal.ToString());
                break;
            case Notice.Communicated communicated:
                Communicated(communicated.Process.Name, communicated.Stderr ? "stderr" : "stdout");
                break;
            case Notice.SignalFailed failed:
                SignalFailed(failed.Process.Name, failed.Pid, failed.Reason);
                break;
            case Notice.SupervisorEnding { Ending: var ending }:
                Ending(Sentence(ending), EndStatus.Of(ending.How));
                break;
            default:
                // Changes of state and of groups have no line of their own in supervisord's log.
                break;
        }
    }

    private void OnStartFailed(Notice.StartFailed failed)
    {
        SpawnError(failed.Failure.SpawnError);
        var next = failed.RetryIn is { } delay ? $"retrying in {Seconds(delay)} s" : "giving up";
        CannotStart(failed.Process.Namespec, failed.Failure.Reason, next);
    }

    private static string Sentence(Ending ending) => ending switch
    {
        { Cause: null } => "all programs have ended as expected",
        { Reason: EndReason.Essential } => $"essential program {ending.Cause} has ended ({Text(ending.How)})",
        { Reason: EndReason.AllExited } => $"all programs have ended, {ending.Cause} not as expected ({Text(ending.How)})",
        { Reason: EndReason.AnyFatal } => $"{ending.Cause} entered FATAL state ({Text(ending.How)})",
        _ => $"{ending.Cause} has ended ({Text(ending.How)})",
    };

    private static string Text(LifeEnd? how) => how switch
    {
        LifeEnd.Ended { Outcome: var outcome } => outcome.Text,
        _ => "it could not be started",
    };

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Information, "spawned: '{Name}' with pid {Pid}")]
    private partial void Spawned(string name, int pid);

    [LoggerMessage(LogLevel.Information, "spawnerr: {Text}")]
    private partial void SpawnError(string text);

    [LoggerMessage(LogLevel.Warning, "cannot start {Process}: {Reason}; {Next}")]
    private partial void CannotStart(string process, string reason, string next);

    [LoggerMessage(LogLevel.Information, "success: {Name} entered RUNNING state, process has stayed up for > than {Seconds} seconds (startsecs)")]
    private partial void EnteredRunning(string name, string seconds);

    [LoggerMessage(LogLevel.Information, "exited: {Name} ({How}; expected)")]
    private partial void ExitedExpected(string name, string how);

    [LoggerMessage(LogLevel.Warning, "exited: {Name} ({How}; not expected)")]
    private partial void ExitedUnexpected(string name, string how);

    [LoggerMessage(LogLevel.Information, "gave up: {Name} entered FATAL state, too many start retries too quickly")]
    private partial void GaveUp(string name);

    [LoggerMessage("stopped: {Name} ({How})")]
    private partial void Stopped(LogLevel level, string name, string how);

    [LoggerMessage(LogLevel.Warning, "killing '{Name}' ({Pid}) with SIGKILL")]
    private partial void Killing(string name, int pid);

    [LoggerMessage(LogLevel.Debug, "killing {Name} (pid {Pid}) {Target}with signal {Signal}")]
    private partial void StopSignalSent(string name, int pid, string target, string signal);

    [LoggerMessage(LogLevel.Debug, "sending {Name} (pid {Pid}) sig {Signal}")]
    private partial void SignalSent(string name, int pid, string signal);

    [LoggerMessage(LogLevel.Critical, "unknown problem killing {Name} ({Pid}): {Reason}")]
    private partial void SignalFailed(string name, int pid, string reason);

    [LoggerMessage(LogLevel.Debug, "'{Name}' {Stream} emitted a comm event")]
    private partial void Communicated(string name, string stream);

    [LoggerMessage(LogLevel.Warning, "{What}; everything is stopped, then supervisord exits with status {Status}")]
    private partial void Ending(string what, int status);
}
