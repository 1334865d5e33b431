using Supervisor.Core.Processes;
using Supervisor.Keeper;
using Supervisor.Posix;

namespace Supervisor.Engine.Children;

/// <summary>Says why a start failed: in our words for the daemon's log, in supervisord's for the program's.</summary>
public static class SpawnFailureText
{
    public static StartFailure ToStartFailure(SpawnFailure failure, string processName)
    {
        var reason = Reason(failure);
        var spawnError = failure switch
        {
            { Stage: SpawnStage.Pipes, Errno: 23 or 24 } => $"too many open files to spawn '{processName}'",
            { Stage: SpawnStage.Fork, Errno: 11 } => $"Too many processes in process table to spawn '{processName}'",
            { Stage: SpawnStage.Fork } => $"unknown error during fork for '{processName}': {new Errno(failure.Errno).Name}",
            _ => reason,
        };
        return new StartFailure(StartFailureKind.Other, spawnError, reason);
    }

    /// <summary>
    /// What supervisord's child writes to its stderr before it gives up (parity: steps in the child); empty where it had
    /// not come that far.
    /// </summary>
    public static string ForProgramLog(SpawnFailure failure)
    {
        var errno = new Errno(failure.Errno);
        var line = failure.Stage switch
        {
            SpawnStage.User when failure.Errno == Errno.EPERM.Value => $"couldn't setuid to {failure.Subject}: Can't drop privilege as nonroot user",
            SpawnStage.User => $"couldn't setuid to {failure.Subject}: Can't find uid {failure.Subject}",
            SpawnStage.Groups => $"couldn't setuid to {failure.Subject}: Could not set groups of effective user",
            SpawnStage.GroupId => $"couldn't setuid to {failure.Subject}: Could not set group id of effective user",
            SpawnStage.UserId => $"couldn't setuid to {failure.Subject}: {errno.Text}",
            SpawnStage.Directory => $"couldn't chdir to {failure.Subject}: {errno.Name}",
            SpawnStage.Exec => $"couldn't exec {failure.Subject}: {errno.Name}",
            _ => null,
        };
        return line is null ? "" : $"supervisor: {line}\nsupervisor: child process was not spawned\n";
    }

    private static string Reason(SpawnFailure failure)
    {
        var text = failure.Errno == 0 ? "it ended without a word" : Decapitalized(new Errno(failure.Errno).Text);
        return failure.Stage switch
        {
            SpawnStage.Pipes => $"pipe: {text}",
            SpawnStage.Fork => $"fork: {text}",
            SpawnStage.User when failure.Errno == 0 => $"user {failure.Subject}: there is no such user",
            SpawnStage.User => $"user {failure.Subject}: {text}",
            SpawnStage.Groups => $"setgroups for {failure.Subject}: {text}",
            SpawnStage.GroupId => $"setgid for {failure.Subject}: {text}",
            SpawnStage.UserId => $"setuid to {failure.Subject}: {text}",
            SpawnStage.ResourceLimit => $"setrlimit {failure.Subject}: {text}",
            SpawnStage.Directory => $"chdir {failure.Subject}: {text}",
            SpawnStage.Exec => $"exec {failure.Subject}: {text}",
            _ => $"exec stage {failure.Subject}: {text}",
        };
    }

    private static string Decapitalized(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
