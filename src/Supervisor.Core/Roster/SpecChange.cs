using Supervisor.Core.Specs;

namespace Supervisor.Core.Roster;

/// <summary>Tells changes that take effect at once from those that need a new start.</summary>
internal static class SpecChange
{
    /// <summary>
    /// Whether the running child was made from something that differs now. Whatever is not known to take effect in
    /// place needs a restart, so a setting that is added later is on the safe side.
    /// </summary>
    public static bool NeedsRestart(ProcessSpec was, ProcessSpec now) => WithInPlaceSettingsOf(now, was) != now;

    private static ProcessSpec WithInPlaceSettingsOf(ProcessSpec now, ProcessSpec was) => was with
    {
        Program = now.Program,
        Priority = now.Priority,
        AutoStart = now.AutoStart,
        AutoRestart = now.AutoRestart,
        StartDuration = now.StartDuration,
        StartRetries = now.StartRetries,
        ExitCodes = now.ExitCodes,
        Essential = now.Essential,
        StopSignal = now.StopSignal,
        StopWait = now.StopWait,
        StopAsGroup = now.StopAsGroup,
        KillAsGroup = now.KillAsGroup,
        Stdout = WithInPlaceSettingsOf(now.Stdout, was.Stdout),

        // With redirect_stderr there is no stderr log, whatever is written about it.
        Stderr = now.RedirectStderr && was.RedirectStderr ? now.Stderr : WithInPlaceSettingsOf(now.Stderr, was.Stderr),
    };

    private static LogSpec WithInPlaceSettingsOf(LogSpec now, LogSpec was) => was with
    {
        MaxBytes = now.MaxBytes,
        Backups = now.Backups,
        EventsEnabled = now.EventsEnabled,
    };
}
