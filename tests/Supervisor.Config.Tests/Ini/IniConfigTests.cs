using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests.Ini;

public class IniConfigTests
{
    private const string Path = "/etc/supervisord.conf";

    private static ConfigResult Load(string text, FakeConfigHost? host = null) =>
        ConfigLoader.Load(Path, DaemonOptions.None, (host ?? new FakeConfigHost()).Write(Path, text));

    private static IReadOnlyList<string> Findings(string text, FakeConfigHost? host = null) =>
        [.. Load("[supervisord]\n" + text, host).Diagnostics.Select(d => d.ToString().Replace(Path + ":", "", StringComparison.Ordinal))];

    private static ProcessSpec Process(string lines) => Assert.Single(
        Load($"[supervisord]\n[program:x]\n{lines}\n").Spec!.Roster.Groups.SelectMany(g => g.Processes));

    [Fact]
    public void A_config_of_supervisord_is_read_as_it_is()
    {
        var result = Load(
            """
            ; the usual one
            [unix_http_server]
            file=/tmp/supervisor.sock   ; (the path to the socket file)
            chmod=0700

            [supervisord]
            logfile=/tmp/supervisord.log
            environment=LANG="C.UTF-8"

            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

            [supervisorctl]
            serverurl=unix:///tmp/supervisor.sock

            [program:web]
            command=serve --port %(ENV_PORT)s
              --number %(process_num)02d
            process_name=%(program_name)s_%(process_num)02d
            numprocs=2
            environment=A="1;2",
                        B='%(process_num)d'

            [group:site]
            programs=web
            """);

        Assert.Empty(result.Diagnostics);
        var group = Assert.Single(result.Spec!.Roster.Groups);
        Assert.Equal(("site", true), (group.Name, group.Explicit));
        Assert.Equal(["web_00", "web_01"], group.Processes.Select(p => p.Name.Name));
        Assert.Equal(["serve", "--port", "8000", "--number", "01"], group.Processes[1].Command.Arguments);
        Assert.Equal("1;2 1 C.UTF-8", string.Join(' ', group.Processes[1].Environment.Values));
        Assert.Equal("unix:///tmp/supervisor.sock", result.Client!.ServerUrl);
    }

    [Fact]
    public void Without_a_directory_the_daemon_stays_where_it_was_started() =>
        Assert.Equal("/work", Load("[supervisord]\n").Spec!.Daemon.Directory);

    [Fact]
    public void A_config_without_its_section_is_refused_in_the_words_of_supervisord() => Assert.Equal(
        "/etc/supervisord.conf: error: .ini file does not include supervisord section",
        Assert.Single(Load("[program:x]\ncommand=x\n").Diagnostics).ToString());

    [Theory]
    [InlineData("[program:x]\ncommand=x\ncomand=y", "4:1: warning: unknown key `comand` in [program:x] is ignored; did you mean `command`?")]
    [InlineData("[progam:x]\ncommand=x", "2:1: warning: unknown section [progam:x] is ignored; did you mean `program:`?")]
    [InlineData("[supervisorctI]", "2:1: warning: unknown section [supervisorctI] is ignored; did you mean `supervisorctl`?")]
    [InlineData("[unix_http_server]\nfile=/tmp/s\nport=1", "4:1: warning: unknown key `port` in [unix_http_server] is ignored")]
    [InlineData("[program:x]\ncommand=a\n command=b\ncommand : c", "5:1: warning: `command` is set again in [program:x], and this one counts: first at 3")]
    [InlineData("[program:x]\ncommand=a\nstartsecs=-2", "4:11: warning: `startsecs` = -2 counts as 0")]
    [InlineData("[program:x]\ncommand=a\nstdout_logfile=none\nstdout_logfile_maxbytes=-1", "5:25: warning: `stdout_logfile_maxbytes` = -1 counts as 0")]
    [InlineData("[program:x]\ncommand=a\nstdout_logfile_maxbytes=0", "4:25: warning: For [program:x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally")]
    [InlineData("[program:x]\ncommand=a 'b", "3:9: warning: [program:x] cannot be started: can't parse command: No closing quotation")]
    [InlineData("[program:x]\ncommand=", "3:8: warning: [program:x] cannot be started: command is empty")]
    [InlineData("[program:x]\ncommand=a\n[group:g]\nprograms=x,x", "5:10: warning: program x is in [group:g] twice, which counts once")]
    [InlineData("[supervisorctl]\nserverurl=nonsense", "3:11: warning: invalid value for `serverurl`: not a URL of the form unix:///path/to/socket or http(s)://host:port: \"nonsense\"")]
    [InlineData("[ctlplugin:x]\nsupervisor.ctl_factory=a:b", "3:24: warning: a:b cannot be resolved within [ctlplugin:x]: plug-ins written in Python cannot be loaded")]
    [InlineData("[include]\nfiles=none/*.conf", "3:7: warning: No file matches via include \"/etc/none/*.conf\"")]
    public void What_supervisord_takes_without_a_word_is_a_warning(string text, string finding)
    {
        Assert.NotNull(Load("[supervisord]\n" + text).Spec);
        Assert.Equal(finding, Assert.Single(Findings(text)));
    }

    [Theory]
    [InlineData("[program:x]\nprocess_name=x", "2:1: error: program section program:x does not specify a command")]
    [InlineData("[program:x]\ncommand=%(foo)s", "3:9: error: invalid value for `command`: Format string '%(foo)s' for 'program:x.command' contains names ('foo') which cannot be expanded. Available names: group_name, here, host_node_name, numprocs, process_num, program_name, and ENV_NAME for every environment variable")]
    [InlineData("[program:x]\ncommand=date +%s", "3:9: error: invalid value for `command`: Format string 'date +%s' for 'program:x.command' is badly formatted: %s has no name; a percent sign that is meant as it stands is written %%")]
    [InlineData("[program:x]\ncommand=50%", "3:9: error: invalid value for `command`: Format string '50%' for 'program:x.command' is badly formatted: incomplete format; a percent sign that is meant as it stands is written %%")]
    [InlineData("[program:x]\ncommand=%(here)9999s", "3:9: error: invalid value for `command`: Format string '%(here)9999s' for 'program:x.command' is badly formatted: a field may be 1000 characters wide at most")]
    [InlineData("[program:x]\ncommand=x\nautostart=y", "4:11: error: invalid value for `autostart`: not a valid boolean value: 'y'")]
    [InlineData("[program:x]\ncommand=x\nnumprocs=2", "2:1: error: %(process_num) must be present within process_name when numprocs > 1")]
    [InlineData("[program:x]\ncommand=x\nenvironment=A=\"c #d\"", "4:13: error: invalid value for `environment`: No closing quotation")]
    [InlineData("[program:x]\ncommand=x\nenvironment=A=b@c", "4:13: error: invalid value for `environment`: Unexpected end of key/value pairs in value 'A=b@c'")]
    [InlineData("[group:g]\nprograms=zz", "3:10: error: [group:g] names unknown program or fcgi-program zz")]
    [InlineData("[inet_http_server:b]\nusername=u", "2:1: error: section [inet_http_server:b] has no port value")]
    [InlineData("[rpcinterface:x]\nfoo=1", "2:1: error: section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory")]
    [InlineData("[rpcinterface:x]\nsupervisor.rpcinterface_factory=a.b:c", "3:33: error: a.b:c cannot be resolved within [rpcinterface:x]: plug-ins written in Python cannot be loaded")]
    [InlineData("[include]\nfile=x", "2:1: error: .ini file has [include] section, but no files setting")]
    [InlineData("nokey", "2:1: error: Source contains parsing errors: 'nokey' has neither `=` nor `:`")]
    public void What_supervisord_refuses_is_an_error_at_its_place(string text, string finding) =>
        Assert.Contains(finding, Findings(text));

    [Fact]
    public void Keys_before_any_section_end_the_reading() => Assert.Equal(
        "/etc/supervisord.conf:2:1: error: File contains no section headers. 'a=1\\n'",
        Assert.Single(Load("; x\na=1\nb=2\n").Diagnostics).ToString());

    [Fact]
    public void Some_keys_see_the_environment_of_their_program_and_some_do_not()
    {
        var process = Process("command=%(ENV_PORT)s\npriority=%(ENV_PORT)s\nenvironment=PORT=\"1\"");

        Assert.Equal(("1", 8000), (process.Command.Text, process.Priority));
    }

    [Fact]
    public void A_value_that_was_put_in_is_not_expanded_again()
    {
        var host = new FakeConfigHost();
        host.Variables["ODD"] = "%(here)s ${here} %";

        Assert.Equal(
            "%(here)s ${here} % $HOME ${HOME}",
            Load("[supervisord]\n[program:x]\ncommand=%(ENV_ODD)s $HOME ${HOME}\n", host).Spec!.Roster.Groups[0].Processes[0].Command.Text);
    }

    [Fact]
    public void A_command_that_cannot_be_split_fails_when_it_is_started()
    {
        var command = Process("command=a 'b").Command;

        Assert.Equal(("a 'b", 0, "No closing quotation"), (command.Text, command.Arguments.Count, command.SplitError));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_section() =>
        Assert.NotNull(Load("\uFEFF[supervisord]\n").Spec);

    [Fact]
    public void The_files_of_both_kinds_may_include_each_other()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.toml", "[program.a]\ncommand = '${here}'\n")
            .Write("/etc/conf.d/b.conf", "[program:b]\ncommand=%(here)s\n");

        var ini = Load("[supervisord]\n[include]\nfiles=conf.d/*\n", host);
        var toml = Loading.Load("[supervisord]\ninclude = 'conf.d/*'\n", host);

        Assert.Empty(ini.Diagnostics);
        Assert.Empty(toml.Diagnostics);
        Assert.Equal(ini.Spec!.Roster, toml.Spec!.Roster);
        Assert.Equal(["a", "b"], toml.Spec.Roster.Groups.Select(g => g.Name));
    }

    [Fact]
    public void Only_the_main_file_includes_others()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/b.conf", "[include]\nfiles=*.conf\n[program:b]\ncommand=b\n");

        Assert.Equal(
            ["/etc/conf.d/b.conf:1:1: warning: [include] is ignored here: only that of the main file counts"],
            Load("[supervisord]\n[include]\nfiles=conf.d/*.conf supervisord.conf\n", host).Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void A_program_of_two_groups_has_processes_in_both()
    {
        var groups = Load("[supervisord]\n[program:x]\ncommand=%(group_name)s\n[group:g]\nprograms=x\n[group:h]\nprograms=x\n")
            .Spec!.Roster.Groups;

        Assert.Equal(["g:x g", "h:x h"], groups.SelectMany(g => g.Processes).Select(p => $"{p.Name} {p.Command.Text}"));
    }

    [Fact]
    public void An_applied_config_is_built_again_from_its_texts()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.conf", "[program:a]\ncommand=%(here)s\nuser=ann\n");
        var first = Load("[supervisord]\n[include]\nfiles=conf.d/*.conf\n", host);

        var again = ConfigLoader.LoadTexts(
            Path, first.Files.ToDictionary(f => f.Path, f => f.Text), DaemonOptions.None, new FakeConfigHost());

        Assert.Equal(first.Spec, again.Spec);
    }

    [Fact]
    public void Supervisorctl_reads_the_same_file_and_its_includes()
    {
        var host = new FakeConfigHost()
            .Write(Path, "[include]\nfiles=conf.d/*.conf\n[program:x]\nbroken=%(nope)s\n")
            .Write("/etc/conf.d/ctl.conf", "[supervisorctl]\nserverurl=unix://%(here)s/s.sock\nusername=%(ENV_PORT)s\npassword=100%%\nprompt=mine\n");

        var client = ClientConfigLoader.Load(Path, host).Client!;

        Assert.Equal(
            ("unix:///etc/conf.d/s.sock", "8000", "100%", "mine"),
            (client.ServerUrl, client.Username, client.Password, client.Prompt));
    }

    [Fact]
    public void A_client_config_without_its_section_uses_the_servers_of_the_file() => Assert.Equal(
        "http://127.0.0.1:9001",
        ClientConfigLoader.Load(Path, new FakeConfigHost().Write(Path, "[inet_http_server]\nport=127.0.0.1:9001\n")).Client!.ServerUrl);

    [Theory]
    [InlineData("", true)]
    [InlineData("payload_length=bytes\n", false)]
    [InlineData("payload_length=characters\n", true)]
    public void In_an_INI_file_payloads_are_measured_as_supervisord_does_unless_told_otherwise(string key, bool inCharacters)
    {
        var loaded = Load($"[supervisord]\n[eventlistener:mail]\ncommand=mail\nevents=EVENT\n{key}");
        Assert.Equal(inCharacters, loaded.Spec!.Roster.Groups.Single().Pool!.LengthInCharacters);
    }
}
