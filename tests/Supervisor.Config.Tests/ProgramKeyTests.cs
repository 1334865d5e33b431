using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests;

public class ProgramKeyTests
{
    [Fact]
    public void A_program_with_a_command_only_has_the_defaults_of_supervisord()
    {
        var group = Assert.Single(Loading.Spec("[program.web]\ncommand = 'sleep 1'\n").Roster.Groups);

        var process = Assert.Single(group.Processes);
        Assert.Equal(("web", 999, false), (group.Name, group.Priority, group.Explicit));
        Assert.Equal(
            new ProcessSpec
            {
                Name = new ProcessName("web", "web"),
                Program = "web",
                Command = new CommandLine("sleep 1", ["sleep", "1"]),
            },
            process);
    }

    [Theory]
    [InlineData("essential = true", "", RestartPolicy.Never)]
    [InlineData("essential = true\nautorestart = true", "", RestartPolicy.Always)]
    [InlineData("essential = true", "autorestart = true", RestartPolicy.Never)]
    [InlineData("", "essential = true\nautorestart = true", RestartPolicy.Always)]
    [InlineData("autorestart = 'unexpected'", "essential = true", RestartPolicy.Unexpected)]
    [InlineData("essential = false", "", RestartPolicy.Unexpected)]
    [InlineData("essential = false", "essential = true\nautorestart = true", RestartPolicy.Always)]
    public void An_essential_program_is_restarted_only_when_that_is_written_as_near(string own, string defaults, RestartPolicy policy) =>
        Assert.Equal(policy, Loading.Process($"{own}\n[program-default]\n{defaults}").AutoRestart);

    [Theory]
    [InlineData("output_prefix = true", "x | ")]
    [InlineData("output_prefix = 'yes'", "x | ")]
    [InlineData("output_prefix = false", null)]
    [InlineData("output_prefix = ''", null)]
    [InlineData("output_prefix = '[${program_name}] '", "[x] ")]
    [InlineData("output_prefix = true\n[group.g]\nprograms = ['x']", "g:x | ")]
    public void Lines_may_have_a_prefix(string lines, string? prefix) => Assert.Equal(prefix, Loading.Process(lines).OutputPrefix);

    [Theory]
    [InlineData("\"a\\nb\"", "it contains a control character")]
    [InlineData("[1]", "it must be a text, not a list")]
    public void A_prefix_is_a_text_of_one_line(string value, string problem) =>
        Assert.Equal($"3:17: error: invalid value for `output_prefix`: {problem}", Loading.Finding($"[program.x]\ncommand = 'true'\noutput_prefix = {value}\n"));

    [Fact]
    public void Every_key_of_a_program_is_read()
    {
        var process = Loading.Process(
            """
            priority = 5
            autostart = false
            startsecs = 2.5
            startretries = 7
            autorestart = true
            exitcodes = [0, 2]
            essential = true
            stopsignal = "int"
            stopwaitsecs = "2m"
            stopasgroup = true
            killasgroup = true
            user = "ann"
            stdout_logfile = "/tmp/out.log"
            stdout_logfile_maxbytes = "1KB"
            stdout_logfile_backups = 3
            stdout_capture_maxbytes = "2MB"
            stdout_events_enabled = true
            stdout_syslog = true
            stdout_journal = true
            stderr_logfile = "NONE"
            stderr_logfile_maxbytes = 7
            stderr_logfile_backups = 0
            stderr_capture_maxbytes = 8
            stderr_events_enabled = "yes"
            stderr_syslog = "on"
            stderr_journal = 1
            environment = { A = "1", B = 2, C = true }
            directory = "srv"
            umask = "027"
            serverurl = "http://x:1"
            """);

        Assert.Equal(
            new ProcessSpec
            {
                Name = new ProcessName("x", "x"),
                Program = "x",
                Command = new CommandLine("true", ["true"]),
                Priority = 5,
                AutoStart = false,
                StartDuration = TimeSpan.FromSeconds(2.5),
                StartRetries = 7,
                AutoRestart = RestartPolicy.Always,
                ExitCodes = [0, 2],
                Essential = true,
                StopSignal = Signal.Int,
                StopWait = TimeSpan.FromMinutes(2),
                StopAsGroup = true,
                KillAsGroup = true,
                User = "ann",
                Stdout = new LogSpec
                {
                    Destination = new LogDestination.File("/tmp/out.log"),
                    MaxBytes = 1024,
                    Backups = 3,
                    CaptureMaxBytes = 2 << 20,
                    EventsEnabled = true,
                    Syslog = true,
                    Journal = true,
                },
                Stderr = new LogSpec
                {
                    Destination = LogDestination.None.Instance,
                    MaxBytes = 7,
                    Backups = 0,
                    CaptureMaxBytes = 8,
                    EventsEnabled = true,
                    Syslog = true,
                    Journal = true,
                },
                Environment = new([new("A", "1"), new("B", "2"), new("C", "true")]),
                Directory = "/work/srv",
                Umask = 0b000_010_111,
                ServerUrl = "http://x:1",
            },
            process);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    [InlineData("1.5", 1.5)]
    [InlineData("'1.5'", 1.5)]
    [InlineData("'1500ms'", 1.5)]
    [InlineData("'10s'", 10)]
    [InlineData("'2m'", 120)]
    [InlineData("'1 h'", 3600)]
    [InlineData("'${PORT}'", 8000)]
    public void A_duration_is_a_number_or_has_a_unit(string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Loading.Process($"startsecs = {value}").StartDuration);

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("'1024'", 1024)]
    [InlineData("'2kb'", 2048)]
    [InlineData("'10 MB'", 10L << 20)]
    [InlineData("'1GB'", 1L << 30)]
    [InlineData("0", 0)]
    public void A_size_is_bytes_or_has_a_unit_of_1024(string value, long bytes) => Assert.Equal(
        bytes, Loading.Process($"stdout_logfile = 'NONE'\nstdout_logfile_maxbytes = {value}").Stdout.MaxBytes);

    [Theory]
    [InlineData("'TERM'", "TERM")]
    [InlineData("'sighup'", "HUP")]
    [InlineData("'SIGUSR1'", "USR1")]
    [InlineData("15", "TERM")]
    [InlineData("'9'", "KILL")]
    [InlineData("'RTMIN'", "RTMIN")]
    [InlineData("'sigrtmin+3'", "RTMIN+3")]
    [InlineData("'RTMAX-14'", "RTMAX-14")]
    [InlineData("'RTMIN+20'", "RTMAX-10")]
    [InlineData("64", "RTMAX")]
    [InlineData("'IOT'", "ABRT")]
    public void A_signal_has_one_name_however_it_is_written(string value, string name) =>
        Assert.Equal(new Signal(name), Loading.Process($"stopsignal = {value}").StopSignal);

    [Theory]
    [InlineData("true", RestartPolicy.Always)]
    [InlineData("'on'", RestartPolicy.Always)]
    [InlineData("false", RestartPolicy.Never)]
    [InlineData("'no'", RestartPolicy.Never)]
    [InlineData("'unexpected'", RestartPolicy.Unexpected)]
    [InlineData("'Unexpected'", RestartPolicy.Unexpected)]
    public void Autorestart_is_true_false_or_unexpected(string value, RestartPolicy policy) =>
        Assert.Equal(policy, Loading.Process($"autorestart = {value}").AutoRestart);

    [Theory]
    [InlineData("[0, 2]", new[] { 0, 2 })]
    [InlineData("3", new[] { 3 })]
    [InlineData("'0, 2'", new[] { 0, 2 })]
    [InlineData("''", new int[0])]
    [InlineData("[]", new int[0])]
    public void Exit_codes_are_a_list(string value, int[] codes) =>
        Assert.Equal(codes, Loading.Process($"exitcodes = {value}").ExitCodes);

    [Theory]
    [InlineData("'022'", 18)]
    [InlineData("'0o22'", 18)]
    [InlineData("0o777", 511)]
    [InlineData("0", 0)]
    public void A_mode_is_octal(string value, int mode) =>
        Assert.Equal(mode, Loading.Process($"umask = {value}").Umask);

    [Theory]
    [InlineData("['a', 'b c', '']", new[] { "a", "b c", "" }, "a 'b c' ''")]
    [InlineData("\"a 'b c'\"", new[] { "a", "b c" }, "a 'b c'")]
    [InlineData("'a \"b  \\\"c\\\" \\x\" d\\ e'", new[] { "a", "b  \"c\" \\x", "d e" }, null)]
    [InlineData("\"\"\"\na\n  b\tc\"\"\"", new[] { "a", "b", "c" }, null)]
    [InlineData("'a \"\" x\"y\"z'", new[] { "a", "", "xyz" }, null)]
    [InlineData("'a # b; c $HOME'", new[] { "a", "#", "b;", "c", "$HOME" }, null)]
    [InlineData("['sh', 1, 2.5]", new[] { "sh", "1", "2.5" }, null)]
    public void A_command_is_a_list_or_split_as_a_shell_splits(string value, string[] words, string? text)
    {
        var command = Assert.Single(Loading.Processes($"[program.x]\ncommand = {value}\n")).Command;

        Assert.Equal(words, command.Arguments);
        Assert.Null(command.SplitError);
        if (text is not null)
        {
            Assert.Equal(text, command.Text);
        }
    }

    [Theory]
    [InlineData("startsecs = -1", "3:13: error: invalid value for `startsecs`: a duration may not be negative")]
    [InlineData("startsecs = 'soon'", "3:13: error: invalid value for `startsecs`: not a duration such as 1.5, \"1500ms\", \"10s\", \"2m\" or \"1h\": \"soon\"")]
    [InlineData("startsecs = nan", "3:13: error: invalid value for `startsecs`: a duration may not exceed 1000000000 seconds")]
    [InlineData("startsecs = [1]", "3:13: error: invalid value for `startsecs`: it must be a duration such as 1.5 or \"10s\", not a list")]
    [InlineData("startretries = -1", "3:16: error: invalid value for `startretries`: -1 is less than 0")]
    [InlineData("startretries = 1.5", "3:16: error: invalid value for `startretries`: not a whole number: \"1.5\"")]
    [InlineData("autostart = 'maybe'", "3:13: error: invalid value for `autostart`: not a valid boolean value: \"maybe\"")]
    [InlineData("autostart = {}", "3:13: error: invalid value for `autostart`: it must be true or false, not a table")]
    [InlineData("autorestart = 'sometimes'", "3:15: error: invalid value for `autorestart`: \"sometimes\" is none of true, false and \"unexpected\"")]
    [InlineData("exitcodes = [0, 256]", "3:17: error: invalid value for `exitcodes`: \"256\" is no exit status; they are numbers from 0 to 255")]
    [InlineData("stopsignal = 'TREM'", "3:14: error: invalid value for `stopsignal`: \"TREM\" is not a valid signal name; did you mean `TERM`?")]
    [InlineData("stopsignal = 99", "3:14: error: invalid value for `stopsignal`: \"99\" is not a valid signal number")]
    [InlineData("stopsignal = 0", "3:14: error: invalid value for `stopsignal`: \"0\" is not a valid signal number")]
    [InlineData("stdout_logfile_maxbytes = '10M'", "3:27: error: invalid value for `stdout_logfile_maxbytes`: not a size in bytes such as 1024, \"512KB\" or \"50MB\": \"10M\"")]
    [InlineData("stdout_logfile_maxbytes = '99999999999GB'", "3:27: error: invalid value for `stdout_logfile_maxbytes`: 99999999999 is more than 8589934591")]
    [InlineData("stdout_logfile_maxbytes = -1", "3:27: error: invalid value for `stdout_logfile_maxbytes`: -1 is less than 0")]
    [InlineData("stdout_logfile = '/nowhere/x.log'", "3:18: error: invalid value for `stdout_logfile`: The directory named as part of the path /nowhere/x.log does not exist")]
    [InlineData("stdout_logfile = '/tmp'", "3:18: error: invalid value for `stdout_logfile`: cannot write to /tmp: it is a directory")]
    [InlineData("stdout_logfile = ''", "3:18: error: invalid value for `stdout_logfile`: the path is empty")]
    [InlineData("stdout_logfile = '~bob/x'", "3:18: error: invalid value for `stdout_logfile`: the home directory of ~bob is not known")]
    [InlineData("umask = 22", "3:9: error: invalid value for `umask`: a mode is written in octal: \"22\" or 0o22")]
    [InlineData("umask = '8'", "3:9: error: invalid value for `umask`: not an octal number: \"8\"")]
    [InlineData("umask = '7777'", "3:9: error: invalid value for `umask`: a mode must be between 0 and 0777 (octal)")]
    [InlineData("user = 'bob'", "3:8: error: invalid value for `user`: Invalid user name bob")]
    [InlineData("user = 4711", "3:8: error: invalid value for `user`: Invalid user id 4711")]
    [InlineData("environment = { 'A=B' = '1' }", "3:15: error: invalid value for `environment`: \"A=B\" is no name of an environment variable")]
    [InlineData("environment = 5", "3:15: error: invalid value for `environment`: Unexpected end of key/value pairs in value '5'")]
    [InlineData("environment = { A = [1] }", "3:21: error: invalid value for `A`: it must be a text, not a list")]
    [InlineData("directory = \"a\\u0000b\"", "3:13: error: invalid value for `directory`: it contains a NUL character")]
    [InlineData("priority = 1979-05-27", "3:12: error: invalid value for `priority`: it must be a whole number, not a date")]
    [InlineData("numprocs = -1", "3:12: error: invalid value for `numprocs`: -1 is less than 0")]
    [InlineData("numprocs = 2000000000", "3:12: error: invalid value for `numprocs`: 2000000000 is more than 100000")]
    [InlineData("autorestrat = true", "3:1: error: unknown key `autorestrat` in [program.x]; did you mean `autorestart`?")]
    [InlineData("qqqqqqqq = true", "3:1: error: unknown key `qqqqqqqq` in [program.x]")]
    [InlineData("stopasgroup = true\nkillasgroup = false", "4:15: error: Cannot set stopasgroup=true and killasgroup=false")]
    [InlineData("process_name = 'a b'", "3:16: error: Invalid name: 'a b' because of character: ' '")]
    [InlineData("process_name = ''", "3:16: error: Invalid name: it is empty")]
    [InlineData("process_name = \"a\\u0007\"", "3:16: error: Invalid name: 'a\\x07' because of a control character")]
    public void A_wrong_value_is_reported_at_its_place(string line, string finding) =>
        Assert.Equal(finding, Loading.Finding($"[program.x]\ncommand = 'true'\n{line}\n"));

    [Theory]
    [InlineData("[program.x]\n", "1:1: error: [program.x] does not specify a command")]
    [InlineData("[program.x]\ncommand = ''", "2:11: error: invalid value for `command`: the command is empty")]
    [InlineData("[program.x]\ncommand = []", "2:11: error: invalid value for `command`: the command is empty")]
    [InlineData("[program.x]\ncommand = [\"\"]", "2:11: error: invalid value for `command`: the command is empty")]
    [InlineData("[program.x]\ncommand = \"a 'b\"", "2:11: error: invalid value for `command`: it cannot be split into words: No closing quotation")]
    [InlineData("[program.x]\ncommand = 'a \\'", "2:11: error: invalid value for `command`: it cannot be split into words: No escaped character")]
    [InlineData("[program.'a b']\ncommand = 'true'", "1:10: error: Invalid name: 'a b' because of character: ' '")]
    [InlineData("[program.'a:b']\ncommand = 'true'", "1:10: error: Invalid name: 'a:b' because of character: ':'")]
    [InlineData("[program.'']\ncommand = 'true'", "1:10: error: Invalid name: it is empty")]
    [InlineData("[program]\ncommand = 'true'", "2:1: error: `command` stands in [program], which holds tables only: write [program.NAME]")]
    public void A_program_that_cannot_be_is_reported(string text, string finding) =>
        Assert.Equal(finding, Loading.Finding(text));

    [Fact]
    public void Stopasgroup_implies_killasgroup()
    {
        Assert.True(Loading.Process("stopasgroup = true").KillAsGroup);
        Assert.False(Loading.Process("killasgroup = false").KillAsGroup);
    }

    [Theory]
    [InlineData("~/x.log", "/home/ann/x.log")]
    [InlineData("~root/x.log", "/root/x.log")]
    [InlineData("x.log", "/work/x.log")]
    [InlineData("/tmp/./a/../x.log", "/tmp/x.log")]
    [InlineData("/dev/stdout", "/dev/stdout")]
    public void A_log_path_is_absolute(string written, string path)
    {
        var host = new FakeConfigHost();
        host.Directories.Add("/root");

        Assert.Equal(
            new LogDestination.File(path), Loading.Process($"stdout_logfile = '{written}'", host).Stdout.Destination);
    }

    [Fact]
    public void The_words_for_no_file_and_an_automatic_one_are_known_in_any_case()
    {
        Assert.IsType<LogDestination.None>(Loading.Process("stdout_logfile = 'off'").Stdout.Destination);
        Assert.IsType<LogDestination.None>(Loading.Process("stdout_logfile = 'None'").Stdout.Destination);
        Assert.IsType<LogDestination.Auto>(Loading.Process("stdout_logfile = 'auto'").Stdout.Destination);
    }

    [Fact]
    public void Redirected_stderr_has_no_log_of_its_own()
    {
        const string Text = "[program.x]\ncommand = 'true'\nredirect_stderr = true\nstderr_logfile = '/tmp/e.log'\n";

        Assert.IsType<LogDestination.None>(Assert.Single(Loading.Processes(Text)).Stderr.Destination);
        Assert.Equal(
            "4:18: warning: For [program.x], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored",
            Loading.Finding(Text));
    }

    [Fact]
    public void An_automatic_log_without_a_limit_is_a_warning() => Assert.Equal(
        "3:27: warning: For [program.x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally",
        Loading.Finding("[program.x]\ncommand = 'true'\nstdout_logfile_maxbytes = 0\n"));

    [Fact]
    public void Two_processes_that_rotate_one_file_are_a_warning()
    {
        Assert.Equal(
            "6:18: warning: b and a rotate the same log file /tmp/x.log; give each its own, or set stdout_logfile_maxbytes = 0",
            Loading.Finding(
                "[program.a]\ncommand = 'true'\nstdout_logfile = '/tmp/x.log'\n[program.b]\ncommand = 'true'\nstdout_logfile = '/tmp/../tmp/x.log'\n"));
        Assert.Empty(Loading.Findings(
            "[program-default]\nstdout_logfile = '/tmp/x.log'\nstdout_logfile_maxbytes = 0\n[program.a]\ncommand = 'true'\n[program.b]\ncommand = 'true'\n"));
    }

    [Fact]
    public void Syslog_as_a_file_name_is_understood_and_deprecated()
    {
        const string Text = "[program.x]\ncommand = 'true'\nstdout_logfile = 'syslog'\n";

        var log = Assert.Single(Loading.Processes(Text)).Stdout;

        Assert.True(log.Syslog);
        Assert.IsType<LogDestination.None>(log.Destination);
        Assert.Contains("Use stdout_syslog=true to enable syslog instead.", Loading.Finding(Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A=1,B=\"two, words\",C='x'", "A=1|B=two, words|C=x")]
    [InlineData("A = 1 , B = 2,", "A=1|B=2")]
    [InlineData("A=1\\n", "A=1")]
    [InlineData("A=http://x/y", "A=http://x/y")]
    [InlineData("A=\"x\"y\"z\"", "A=xyz")]
    [InlineData("A=\"q\\\\\"q\"", "A=q\"q")]
    [InlineData("A=\"\"", "A=")]
    public void An_environment_may_be_a_text_as_in_supervisord(string text, string pairs)
    {
        var environment = Loading.Process($"environment = '''{text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)}'''").Environment;

        Assert.Equal(pairs, string.Join('|', environment.Select(p => $"{p.Key}={p.Value}")));
    }
}
