using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class DaemonSectionTests
{
    [Fact]
    public void An_empty_config_has_the_defaults_of_supervisord() => Assert.Equal(
        new DaemonSpec
        {
            LogFile = "/work/supervisord.log",
            IsDefaultLogFile = true,
            PidFile = "/work/supervisord.pid",
            IsDefaultPidFile = true,
            ChildLogDirectory = "/tmp",
        },
        Loading.Spec("").Daemon);

    [Fact]
    public void Every_key_is_read() => Assert.Equal(
        new DaemonSpec
        {
            LogFile = "/var/log/s.log",
            LogMaxBytes = 1 << 20,
            LogBackups = 1,
            LogLevel = LogLevel.Blather,
            PidFile = "/tmp/s.pid",
            Umask = 0b000_111_111,
            Directory = "/tmp",
            NoDaemon = true,
            Silent = true,
            MinFds = 10,
            MinProcs = 20,
            User = "ann",
            Identifier = "id",
            ChildLogDirectory = "/var/log",
            NoCleanup = true,
            StripAnsi = true,
            ExitWhen = ExitWhen.AllExited,
            Environment = new([new("A", "1")]),
        },
        Loading.Spec(
            """
            [supervisord]
            logfile = "/var/log/s.log"
            logfile_maxbytes = "1MB"
            logfile_backups = 1
            loglevel = "BLATHER"
            pidfile = "/tmp/s.pid"
            umask = 0o077
            directory = "/tmp"
            nodaemon = true
            silent = 1
            minfds = "10"
            minprocs = 20
            user = "ann"
            identifier = "id"
            childlogdir = "/var/log"
            nocleanup = "yes"
            strip_ansi = "true"
            exit_when = "all-exited"
            environment = { A = "1" }
            """).Daemon);

    [Fact]
    public void The_command_line_wins_and_what_it_replaces_is_not_looked_at()
    {
        var options = new DaemonOptions
        {
            NoDaemon = true,
            Silent = true,
            User = "root",
            Umask = 7,
            Directory = "/tmp",
            LogFile = "x.log",
            LogMaxBytes = 1,
            LogBackups = 2,
            LogLevel = LogLevel.Debug,
            PidFile = "/tmp/y.pid",
            Identifier = "cli",
            ChildLogDirectory = "/tmp",
            NoCleanup = true,
            MinFds = 3,
            MinProcs = 4,
            StripAnsi = true,
        };

        var daemon = Loading.Spec(
            """
            [supervisord]
            nodaemon = false
            logfile = "/nowhere/x.log"
            user = "nobody-here"
            directory = "/nowhere"
            identifier = "file"
            """,
            options: options).Daemon;

        Assert.Equal(
            new DaemonSpec
            {
                LogFile = "/work/x.log",
                LogMaxBytes = 1,
                LogBackups = 2,
                LogLevel = LogLevel.Debug,
                PidFile = "/tmp/y.pid",
                Umask = 7,
                Directory = "/tmp",
                NoDaemon = true,
                Silent = true,
                MinFds = 3,
                MinProcs = 4,
                User = "root",
                Identifier = "cli",
                ChildLogDirectory = "/tmp",
                NoCleanup = true,
                StripAnsi = true,
            },
            daemon);
    }

    [Fact]
    public void A_flag_of_the_file_stays_on_without_the_option() =>
        Assert.True(Loading.Spec("[supervisord]\nnodaemon = true\n", options: new DaemonOptions { Silent = true }).Daemon.NoDaemon);

    [Fact]
    public void A_wrong_option_is_an_error_without_a_place() => Assert.Equal(
        "error: invalid value for -d '/nowhere': /nowhere is not an existing directory",
        Loading.Finding("", options: new DaemonOptions { Directory = "/nowhere" }));

    [Theory]
    [InlineData("syslog", null, true)]
    [InlineData("NONE", null, false)]
    [InlineData("/dev/stdout", "/dev/stdout", false)]
    public void The_main_log_may_be_no_file(string value, string? path, bool syslog)
    {
        var daemon = Loading.Spec($"[supervisord]\nlogfile = '{value}'\n").Daemon;

        Assert.Equal((path, syslog), (daemon.LogFile, daemon.LogToSyslog));
    }

    [Fact]
    public void The_temporary_directory_of_the_environment_holds_the_automatic_logs()
    {
        var host = new FakeConfigHost();
        host.Variables["TMPDIR"] = "/var/log";

        Assert.Equal("/var/log", Loading.Spec("", host).Daemon.ChildLogDirectory);
    }

    [Theory]
    [InlineData("logfile = '/nowhere/x'", "2:11: error: invalid value for `logfile`: The directory named as part of the path /nowhere/x does not exist")]
    [InlineData("logfile = '/tmp'", "2:11: error: invalid value for `logfile`: cannot write to /tmp: it is a directory")]
    [InlineData("loglevel = 'warning'", "2:12: error: invalid value for `loglevel`: not a log level (critical, error, warn, info, debug, trace, blather): \"warning\"")]
    [InlineData("directory = '/nowhere'", "2:13: error: invalid value for `directory`: /nowhere is not an existing directory")]
    [InlineData("childlogdir = '/nowhere'", "2:15: error: invalid value for `childlogdir`: /nowhere is not an existing directory")]
    [InlineData("user = 'bob'", "2:8: error: invalid value for `user`: Invalid user name bob")]
    [InlineData("exit_when = 'all'", "2:13: error: invalid value for `exit_when`: \"all\" is none of \"never\", \"all-exited\", \"any-exited\" and \"any-fatal\"")]
    [InlineData("identifier = ''", "2:14: error: invalid value for `identifier`: it is empty")]
    [InlineData("lgofile = 'x'", "2:1: error: unknown key `lgofile` in [supervisord]; did you mean `logfile`?")]
    public void A_wrong_value_is_reported_at_its_place(string line, string finding) =>
        Assert.Equal(finding, Loading.Finding($"[supervisord]\n{line}\n"));

    [Theory]
    [InlineData("x = 1", "1:1: error: key `x` stands outside of any table")]
    [InlineData("program = 1", "1:1: error: `program` is a table: write [program]")]
    [InlineData("[programs.x]", "1:2: error: unknown table [programs]; did you mean `program`?")]
    [InlineData("['program:x']", "1:2: error: unknown table [program:x]; did you mean `[program.x]`?")]
    [InlineData("[include]\nfiles = 'x'", "1:2: error: unknown table [include]; files are included by `include = [...]` in [supervisord]")]
    public void A_table_that_is_not_known_is_an_error(string text, string finding) =>
        Assert.Equal(finding, Loading.Finding(text));
}
