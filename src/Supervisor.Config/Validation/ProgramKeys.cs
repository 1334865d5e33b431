using Supervisor.Config.Documents;
using Supervisor.Config.EnvironmentFiles;
using Supervisor.Config.Ini;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Sets what one key of a program says; the reader has the scope of one process.</summary>
internal delegate void ProgramKey(ProgramSettings settings, ConfigEntry entry, ValueReader reader, MachineChecks machine);

/// <summary>The keys of <c>[program.NAME]</c>: one row each.</summary>
internal static class ProgramKeys
{
    /// <summary>Read before any process exists.</summary>
    public const string Count = "numprocs";

    /// <summary>Read before any process exists.</summary>
    public const string First = "numprocs_start";

    /// <summary>Read first, because the other keys may use it.</summary>
    public const string Environment = "environment";

    private static readonly Dictionary<string, ProgramKey> Rows = new(StringComparer.Ordinal)
    {
        ["command"] = (s, e, r, _) => s.Command = CommandReader.Read(e, r),
        ["process_name"] = (s, e, r, _) => s.ProcessName = r.Text(e)?.Trim(),
        [Count] = (_, _, _, _) => { },
        [First] = (_, _, _, _) => { },
        ["priority"] = (s, e, r, _) => s.Priority = r.Integer(e, int.MinValue) ?? s.Priority,
        ["autostart"] = (s, e, r, _) => s.AutoStart = r.Boolean(e) ?? s.AutoStart,
        ["startsecs"] = (s, e, r, _) => s.StartDuration = r.Duration(e) ?? s.StartDuration,
        ["startretries"] = (s, e, r, _) => s.StartRetries = r.Integer(e) ?? s.StartRetries,
        ["autorestart"] = (s, e, r, _) => s.AutoRestart = Restart(e, r) ?? s.AutoRestart,
        ["essential"] = (s, e, r, _) => s.Essential = r.Boolean(e) ?? s.Essential,
        ["exitcodes"] = (s, e, r, _) => s.ExitCodes = ExitCodeList.Read(e, r) ?? s.ExitCodes,
        ["stopsignal"] = (s, e, r, _) => s.StopSignal = r.Signal(e) ?? s.StopSignal,
        ["stopwaitsecs"] = (s, e, r, _) => s.StopWait = r.Duration(e) ?? s.StopWait,
        ["stopasgroup"] = (s, e, r, _) => s.StopAsGroup = r.Boolean(e) ?? s.StopAsGroup,
        ["killasgroup"] = (s, e, r, _) => s.KillAsGroup = r.Boolean(e),
        ["user"] = (s, e, r, m) => s.User = Checked(e, r, m.User),
        ["redirect_stderr"] = (s, e, r, _) => s.RedirectStderr = r.Boolean(e) ?? s.RedirectStderr,
        ["output_prefix"] = (s, e, r, _) => s.OutputPrefix = PrefixReader.Read(e, r),
        ["stdout_logfile"] = (s, e, r, m) => s.Stdout = LogFileReader.Destination(s.Stdout, e, r, m),
        ["stdout_logfile_maxbytes"] = (s, e, r, _) => s.Stdout = LogFileReader.MaxBytes(s.Stdout, e, r),
        ["stdout_logfile_backups"] = (s, e, r, _) => s.Stdout = LogFileReader.Backups(s.Stdout, e, r),
        ["stdout_capture_maxbytes"] = (s, e, r, _) => s.Stdout = LogFileReader.Capture(s.Stdout, e, r),
        ["stdout_events_enabled"] = (s, e, r, _) => s.Stdout = LogFileReader.Events(s.Stdout, e, r),
        ["stdout_syslog"] = (s, e, r, _) => s.Stdout = LogFileReader.Syslog(s.Stdout, e, r),
        ["stdout_journal"] = (s, e, r, _) => s.Stdout = LogFileReader.Journal(s.Stdout, e, r),
        ["stderr_logfile"] = (s, e, r, m) => s.Stderr = LogFileReader.Destination(s.Stderr, e, r, m),
        ["stderr_logfile_maxbytes"] = (s, e, r, _) => s.Stderr = LogFileReader.MaxBytes(s.Stderr, e, r),
        ["stderr_logfile_backups"] = (s, e, r, _) => s.Stderr = LogFileReader.Backups(s.Stderr, e, r),
        ["stderr_capture_maxbytes"] = (s, e, r, _) => s.Stderr = LogFileReader.Capture(s.Stderr, e, r),
        ["stderr_events_enabled"] = (s, e, r, _) => s.Stderr = LogFileReader.Events(s.Stderr, e, r),
        ["stderr_syslog"] = (s, e, r, _) => s.Stderr = LogFileReader.Syslog(s.Stderr, e, r),
        ["stderr_journal"] = (s, e, r, _) => s.Stderr = LogFileReader.Journal(s.Stderr, e, r),
        [Environment] = (_, _, _, _) => { },
        [EnvironmentFilesReader.Key] = (_, _, _, _) => { },
        ["directory"] = (s, e, r, m) => s.Directory = IsEmptyIni(e, r) ? null : Checked(e, r, m.Path),
        ["umask"] = (s, e, r, _) => s.Umask = r.Octal(e),
        ["serverurl"] = (s, e, r, _) => s.ServerUrl = ServerUrl(e, r),
        ["socket"] = (s, e, r, m) => s.SocketAddress = SocketReader.Address(e, r, m),
        ["socket_owner"] = (s, e, r, m) => s.SocketOwner = OwnerReader.Read(e, r, m),
        ["socket_mode"] = (s, e, r, _) => s.SocketMode = r.Octal(e),
        ["socket_backlog"] = (s, e, r, _) => s.SocketBacklog = SocketReader.Backlog(e, r),
        ["socket_handover"] = (s, e, r, _) => s.SocketHandover = SocketReader.Handover(e, r) ?? s.SocketHandover,
        ["syslog"] = (s, e, r, m) => s.Syslog = Checked(e, r, text => SyslogText.Parse(text, m)),
    };

    // What supervisord reads anew for each process, with the program's own environment among the names.
    private static readonly HashSet<string> ReadPerProcess = new(StringComparer.Ordinal)
    {
        "command", "process_name", "directory",
        "stdout_logfile", "stdout_logfile_maxbytes", "stdout_logfile_backups", "stdout_syslog",
        "stderr_logfile", "stderr_logfile_maxbytes", "stderr_logfile_backups", "stderr_syslog",
    };

    public static IEnumerable<string> Names => Rows.Keys;

    /// <summary>
    /// Whether an INI file's key sees the program's own <c>environment</c>. In supervisord some do and some do not; in TOML
    /// all of them do.
    /// </summary>
    public static bool SeesOwnEnvironment(string name) => ReadPerProcess.Contains(name);

    /// <summary>Whether the key is read before the others, for each process that it differs for.</summary>
    public static bool IsEnvironment(string name) => name is Environment or EnvironmentFilesReader.Key;

    public static ProgramKey? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>Whether an INI file has nothing behind the key, which supervisord takes as if the key were not there.</summary>
    internal static bool IsEmptyIni(ConfigEntry entry, ValueReader reader) => entry.IsIni && reader.Text(entry) is { Length: 0 };

    private static T? Checked<T>(ConfigEntry entry, ValueReader reader, Func<string, Parsed<T>> check)
        where T : class
    {
        if (reader.Text(entry) is not { } text)
        {
            return null;
        }

        var parsed = check(text);
        if (parsed.Error is not null)
        {
            reader.Invalid(entry, parsed.Error);
        }

        return parsed.Value;
    }

    private static RestartPolicy? Restart(ConfigEntry entry, ValueReader reader)
    {
        if (entry.Value is ConfigValue.Text && reader.Text(entry)?.Trim() is { } text)
        {
            if (text.Equals("unexpected", StringComparison.OrdinalIgnoreCase))
            {
                return RestartPolicy.Unexpected;
            }

            if (ValueText.Boolean(text).Error is not null)
            {
                if (entry.IsIni)
                {
                    reader.Wrong(entry, SupervisordWords.AutoRestart(text));
                }
                else
                {
                    reader.Invalid(entry, $"\"{text}\" is none of true, false and \"unexpected\"");
                }

                return null;
            }
        }

        return reader.Boolean(entry) switch
        {
            true => RestartPolicy.Always,
            false => RestartPolicy.Never,
            null => null,
        };
    }

    private static string? ServerUrl(ConfigEntry entry, ValueReader reader) =>
        reader.Text(entry)?.Trim() is { Length: > 0 } url && !url.Equals("AUTO", StringComparison.OrdinalIgnoreCase)
            ? url
            : null;
}
