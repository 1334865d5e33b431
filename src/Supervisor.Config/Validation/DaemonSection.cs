using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.EnvironmentFiles;
using Supervisor.Config.Ini;
using Supervisor.Config.Options;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>[supervisord]</c> under the command line. What an option replaces is not looked at in the file.</summary>
internal sealed class DaemonSection(
    SectionReader section, DaemonOptions options, bool isIni, MachineChecks machine, DiagnosticSink sink)
{
    public static readonly IReadOnlyList<string> Keys =
    [
        "logfile", "logfile_maxbytes", "logfile_backups", "loglevel", "pidfile", "umask", "directory", "nodaemon",
        "silent", "minfds", "minprocs", "user", "identifier", "childlogdir", "nocleanup", "strip_ansi", "environment",
        EnvironmentFilesReader.Key, "include", "syslog", "exit_when",
    ];

    public DaemonSpec Read(ValueMap environment)
    {
        var logFile = options.LogFile is { } given ? Option("-l", given, LogFile) : section.Checked("logfile", LogFile);
        var syslog = logFile == SyslogName;
        var pidFile = Given("-j", options.PidFile, "pidfile", PidFile);
        return new DaemonSpec
        {
            LogFile = syslog || logFile == NoneName ? null : logFile ?? Default("supervisord.log"),
            IsDefaultLogFile = logFile is null,
            LogToSyslog = syslog,
            Syslog = section.Checked("syslog", text => SyslogText.Parse(text, machine)),
            LogMaxBytes = options.LogMaxBytes ?? section.ByteSize("logfile_maxbytes") ?? 50L << 20,
            LogBackups = options.LogBackups ?? section.Integer("logfile_backups") ?? 10,
            LogLevel = options.LogLevel ?? Level() ?? LogLevel.Info,
            PidFile = pidFile == NoneName ? "" : pidFile ?? Default("supervisord.pid"),
            IsDefaultPidFile = pidFile is null,
            Umask = options.Umask ?? section.Octal("umask") ?? 0b000_010_010,
            Directory = Given("-d", options.Directory, "directory", machine.Directory)
                ?? (isIni ? machine.Host.CurrentDirectory : null),
            NoDaemon = options.NoDaemon || section.Boolean("nodaemon"),
            Silent = options.Silent || section.Boolean("silent"),
            MinFds = options.MinFds ?? section.Long("minfds") ?? 1024,
            MinProcs = options.MinProcs ?? section.Long("minprocs") ?? 200,
            User = Given("-u", options.User, "user", machine.User),
            Identifier = options.Identifier ?? section.Filled("identifier") ?? "supervisor",
            ChildLogDirectory = Given("-q", options.ChildLogDirectory, "childlogdir", machine.Directory) ?? Temporary(),
            NoCleanup = options.NoCleanup || section.Boolean("nocleanup"),
            StripAnsi = options.StripAnsi || section.Boolean("strip_ansi"),
            ExitWhen = section.Checked("exit_when", ExitRule),
            Environment = environment,
        };
    }

    // Neither can be a path, since paths are absolute when they have been read.
    private const string SyslogName = "syslog";
    private const string NoneName = "none";

    private Parsed<string> LogFile(string text) => text.Trim().ToUpperInvariant() switch
    {
        "SYSLOG" => SyslogName,
        "NONE" or "OFF" => NoneName,
        _ => machine.File(text),
    };

    private Parsed<string> PidFile(string text) => text.Trim().ToUpperInvariant() is "NONE" or "OFF" ? NoneName : machine.File(text);

    private static Parsed<ExitWhen> ExitRule(string text) => text.Trim().ToLowerInvariant() switch
    {
        "never" => ExitWhen.Never,
        "all-exited" => ExitWhen.AllExited,
        "any-exited" => ExitWhen.AnyExited,
        "any-fatal" => ExitWhen.AnyFatal,
        _ => Parsed.Fail<ExitWhen>($"\"{text}\" is none of \"never\", \"all-exited\", \"any-exited\" and \"any-fatal\""),
    };

    private LogLevel? Level()
    {
        if (section.Entry("loglevel") is not { } entry || section.Values.Text(entry) is not { } text)
        {
            return null;
        }

        var parsed = ValueReader.InWords(entry, text, ValueText.Level(text), SupervisordWords.Level);
        if (parsed.Error is null)
        {
            return parsed.Value;
        }

        section.Values.Invalid(entry, parsed.Error);
        return null;
    }

    private string? Given(string option, string? given, string key, Func<string, Parsed<string>> check) =>
        given is null ? section.Checked(key, check) : Option(option, given, check);

    private string? Option(string option, string given, Func<string, Parsed<string>> check)
    {
        var parsed = check(given);
        if (parsed.Error is not null)
        {
            sink.Error(SourcePlace.Nowhere, $"invalid value for {option} {PythonText.Repr(given)}: {parsed.Error}");
        }

        return parsed.Value;
    }

    private string Default(string name) => PathText.Absolute(name, machine.Host.CurrentDirectory);

    // As Python's tempfile.gettempdir, without trying to write.
    private string Temporary()
    {
        var environment = machine.Host.Environment;
        string?[] candidates =
        [
            environment.GetValueOrDefault("TMPDIR"), environment.GetValueOrDefault("TEMP"), environment.GetValueOrDefault("TMP"),
            "/tmp", "/var/tmp", "/usr/tmp",
        ];
        var found = candidates.FirstOrDefault(path => path?.StartsWith('/') == true && machine.Host.IsDirectory(path));
        return found ?? machine.Host.CurrentDirectory;
    }
}
