using Microsoft.Extensions.Logging;

namespace Supervisor.Daemon.Logging;

/// <summary>The lines of the main log that are about the daemon itself, in supervisord's words where it has them.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(LogLevel.Information, "supervisord started with pid {Pid}")]
    public static partial void Started(this ILogger log, int pid);

    [LoggerMessage(LogLevel.Warning, "supervisord's brain was replaced: pid {Pid} goes on with {Running} running processes")]
    public static partial void TakenOver(this ILogger log, int pid, int running);

    [LoggerMessage(LogLevel.Information, "upgraded to version {Version}: brain with pid {Pid}")]
    public static partial void Upgraded(this ILogger log, string version, int pid);

    [LoggerMessage(LogLevel.Information, "upgraded the keeper")]
    public static partial void KeeperRenewed(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "cannot upgrade the keeper, which goes on as it is: {Reason}")]
    public static partial void KeeperStays(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "upgrading: starting another brain from the program on disk")]
    public static partial void UpgradeBegins(this ILogger log);

    [LoggerMessage(LogLevel.Error, "cannot upgrade: {Reason}")]
    public static partial void UpgradeFailed(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "{Note}")]
    public static partial void KeeperNote(this ILogger log, string note);

    [LoggerMessage(LogLevel.Warning, "received {Signal} indicating exit request")]
    public static partial void ExitRequested(this ILogger log, string signal);

    [LoggerMessage(LogLevel.Warning, "received {Signal} indicating restart request")]
    public static partial void RestartRequested(this ILogger log, string signal);

    [LoggerMessage(LogLevel.Warning, "ignored {Signal} indicating restart request (shutdown in progress)")]
    public static partial void RestartIgnored(this ILogger log, string signal);

    [LoggerMessage(LogLevel.Information, "received {Signal} indicating log reopen request")]
    public static partial void ReopenRequested(this ILogger log, string signal);

    [LoggerMessage(LogLevel.Information, "supervisord logreopen")]
    public static partial void Reopened(this ILogger log);

    [LoggerMessage(LogLevel.Information, "reopening log file")]
    public static partial void ReopeningCleared(this ILogger log);

    [LoggerMessage(LogLevel.Information, "reaped unknown pid {Pid} ({How})")]
    public static partial void OrphanReaped(this ILogger log, int pid, string how);

    [LoggerMessage("{Text}")]
    public static partial void OutputNoticed(this ILogger log, LogLevel level, string text);

    [LoggerMessage(LogLevel.Warning, "Failed to clean up '{Path}': {Problem}")]
    public static partial void CleanUpFailed(this ILogger log, string path, string problem);

    [LoggerMessage(LogLevel.Error, "{Diagnostic}")]
    public static partial void ConfigError(this ILogger log, string diagnostic);

    [LoggerMessage(LogLevel.Warning, "{Diagnostic}")]
    public static partial void ConfigWarning(this ILogger log, string diagnostic);

    [LoggerMessage(LogLevel.Error, "cannot use {Path}: the config has errors; everything goes on as it was")]
    public static partial void ConfigRefused(this ILogger log, string path);

    [LoggerMessage(LogLevel.Information, "{Text}")]
    public static partial void Say(this ILogger log, string text);

    [LoggerMessage(LogLevel.Critical, "{Text}")]
    public static partial void Alarm(this ILogger log, string text);

    [LoggerMessage(LogLevel.Error, "cannot handle {Method} {Path}; other requests are not concerned")]
    public static partial void RequestFailed(this ILogger log, Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Information, "{Peer} requested {Method} {Target}")]
    public static partial void CommandReceived(this ILogger log, string peer, string method, string target);

    [LoggerMessage(LogLevel.Information, "{Peer} requested {Call}")]
    public static partial void CallReceived(this ILogger log, string peer, string call);

    [LoggerMessage(LogLevel.Error, "XML-RPC request data '{Body}' is invalid: {Problem}")]
    public static partial void RpcUnreadable(this ILogger log, string body, string problem);

    [LoggerMessage(LogLevel.Information, "waiting for {Name} to stop")]
    public static partial void WaitingToStop(this ILogger log, string name);

    [LoggerMessage(LogLevel.Warning, "Could not clear childlog dir {Directory}: {Problem}")]
    public static partial void FolderNotCleaned(this ILogger log, string directory, string problem);

    [LoggerMessage(LogLevel.Trace, "{Peer} - - [{At}] \"{Request}\" {Status} {Length}")]
    public static partial void Accessed(this ILogger log, string peer, string at, string request, int status, string length);

    [LoggerMessage(LogLevel.Information, "waiting for {Names} to die")]
    public static partial void WaitingToDie(this ILogger log, string names);

    [LoggerMessage(LogLevel.Debug, "{Copy}")]
    public static partial void OutputCopy(this ILogger log, string copy);
}
