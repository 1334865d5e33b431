using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.XmlRpc.Wire;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>One process of getAllConfigInfo: supervisord's thirty members, in its order and with its words for "none".</summary>
internal static class ConfigStruct
{
    private const string None = "none";
    private const string Automatic = "auto";

    public static void Write(ValueWriter writer, GroupSpec group, ProcessSpec process, bool isInUse, AccountNumbers accounts)
    {
        writer.BeginStruct();
        writer.Member("autostart"u8, process.AutoStart);
        WriteAutoRestart(writer, process.AutoRestart);
        writer.Member("directory"u8, process.Directory ?? None);
        WriteUser(writer, process.User, accounts);
        writer.Member("command"u8, process.Command.Text);
        WriteExitCodes(writer, process);
        writer.Member("group"u8, group.Name);
        writer.Member("group_prio"u8, group.Priority);
        writer.Member("inuse"u8, isInUse);
        writer.Member("killasgroup"u8, process.KillAsGroup);
        writer.Member("name"u8, process.Name.Name);
        writer.Member("process_prio"u8, process.Priority);
        writer.Member("redirect_stderr"u8, process.RedirectStderr);
        writer.Member("startretries"u8, process.StartRetries);
        writer.Member("startsecs"u8, WholeSeconds(process.StartDuration));
        writer.Member("stdout_capture_maxbytes"u8, process.Stdout.CaptureMaxBytes);
        writer.Member("stdout_events_enabled"u8, process.Stdout.EventsEnabled);
        writer.Member("stdout_logfile"u8, LogFile(process.Stdout));
        writer.Member("stdout_logfile_backups"u8, process.Stdout.Backups);
        writer.Member("stdout_logfile_maxbytes"u8, process.Stdout.MaxBytes);
        writer.Member("stdout_syslog"u8, process.Stdout.Syslog);
        writer.Member("stopsignal"u8, SignalNumbers.Parse(process.StopSignal.Name) ?? 0);
        writer.Member("stopwaitsecs"u8, WholeSeconds(process.StopWait));
        writer.Member("stderr_capture_maxbytes"u8, process.Stderr.CaptureMaxBytes);
        writer.Member("stderr_events_enabled"u8, process.Stderr.EventsEnabled);
        writer.Member("stderr_logfile"u8, process.RedirectStderr ? None : LogFile(process.Stderr));
        writer.Member("stderr_logfile_backups"u8, process.Stderr.Backups);
        writer.Member("stderr_logfile_maxbytes"u8, process.Stderr.MaxBytes);
        writer.Member("stderr_syslog"u8, process.Stderr.Syslog);
        writer.Member("serverurl"u8, process.ServerUrl ?? None);
        writer.EndStruct();
    }

    private static void WriteAutoRestart(ValueWriter writer, RestartPolicy policy)
    {
        if (policy == RestartPolicy.Unexpected) writer.Member("autorestart"u8, "unexpected");
        else writer.Member("autorestart"u8, policy == RestartPolicy.Always);
    }

    private static void WriteUser(ValueWriter writer, string? user, AccountNumbers accounts)
    {
        if (user is not null && accounts.Of(user) is { } number) writer.Member("uid"u8, number);
        else writer.Member("uid"u8, user ?? None);
    }

    private static void WriteExitCodes(ValueWriter writer, ProcessSpec process)
    {
        writer.BeginMember("exitcodes"u8);
        writer.BeginArray();
        foreach (var code in process.ExitCodes)
        {
            writer.Number(code);
        }

        writer.EndArray();
        writer.EndMember();
    }

    private static string LogFile(LogSpec log) => log.Destination switch
    {
        LogDestination.File file => file.Path,
        LogDestination.Auto => Automatic,
        _ => None,
    };

    // An int in the API: a part of a second counts as one, so that it never looks like none.
    private static long WholeSeconds(TimeSpan duration) => (long)Math.Ceiling(duration.TotalSeconds);
}
