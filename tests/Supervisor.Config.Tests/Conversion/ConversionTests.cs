using Supervisor.Config.Conversion;
using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests.Conversion;

public class ConversionTests
{
    private static ConversionResult Convert(string text, FakeConfigHost? host = null, bool withIncludes = false) => ConfigConverter.Convert(
        "/etc/supervisord.conf", withIncludes, (host ?? new FakeConfigHost()).Write("/etc/supervisord.conf", text));

    [Fact]
    public void Values_get_types_and_comments_stay()
    {
        var result = Convert(
            """
            ; The whole site.

            ; Where it listens.
            [unix_http_server]
            file = /tmp/s.sock   ; the socket
            chmod = 0770

            [supervisord]        # the daemon
            logfile = /var/log/supervisord.log

            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

            # Serves pages.
            [program:web]
            ; a "quoted" word
            command = serve "%(ENV_PORT)s" --name=%(program_name)s  ; inline
            process_name = %(program_name)s_%(process_num)02d
            numprocs = 2
            autostart = Yes
            exitcodes = 0,2
            stdout_logfile_maxbytes = 10MB
            environment = A="1",B="costs $5, or 100%% of ${x}"
            ; the end
            [group:site]
            programs = web
            priority = 5
            ; bye
            """);

        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            """
            # The whole site.

            # Where it listens.
            [unix_http_server]
            file = "/tmp/s.sock"  # the socket
            chmod = "0770"

            [supervisord]  # the daemon
            logfile = "/var/log/supervisord.log"
            directory = "."  # stay where it was started, as with an INI file

            # [rpcinterface:supervisor]   (always there)

            # Serves pages.
            [program.web]
            # a "quoted" word
            command = 'serve "${PORT}" --name=${program_name}'  # inline
            process_name = "${program_name}_${process_num:02}"
            numprocs = 2
            autostart = true
            exitcodes = [0, 2]
            stdout_logfile_maxbytes = "10MB"
            environment = { A = "1", B = "costs $5, or 100% of $${x}" }

            # the end
            [group.site]
            programs = ["web"]
            priority = 5

            # bye

            """,
            Assert.Single(result.Files).Text);
    }

    [Theory]
    [InlineData("command = a\n  b\n\n  c \"d\"", "command = \"\"\"\na\nb\n\nc \"d\\\"\"\"\"\n")]
    [InlineData("command = $$ $%(ENV_PORT)s ${", "command = \"$$$ $$${PORT} $${\"\n")]
    [InlineData("command = x\nstartsecs = -1", "startsecs = 0\n")]
    [InlineData("command = x\nstartretries = 1_000", "startretries = 1000\n")]
    [InlineData("command = x\nautorestart = UNEXPECTED", "autorestart = \"unexpected\"\n")]
    [InlineData("command = x\nstdout_logfile =", "stdout_logfile = \"NONE\"\n")]
    [InlineData("command = x\ndirectory =", "# directory =\n")]
    [InlineData("command = x\nexitcodes =", "exitcodes = []\n")]
    [InlineData("command = x\nkey = v ; why", "# key = v   (unknown key)\n")]
    [InlineData("command = x\nCommand = y", "# command = x   (set again elsewhere)\ncommand = \"y\"\n")]
    [InlineData("command = x\nenvironment =", "environment = {}\n")]
    [InlineData("command = x\nenvironment = %(ENV_PORT)s=1", "environment = \"${PORT}=1\"\n")]
    [InlineData("command = x\nenvironment = A=1,A=\"%(here)s\"", "environment = { A = \"${here}\" }\n")]
    [InlineData("command = x\npriority = %(ENV_PORT)s", "priority = \"${PORT}\"\n")]
    [InlineData("command = %(process_num)s %(process_num)3d %(process_num)03d", "command = \"${process_num} ${process_num:3} ${process_num:03}\"\n")]
    public void A_value_has_its_form_in_TOML(string lines, string expected) => Assert.Contains(
        expected, Assert.Single(Convert($"[supervisord]\n[program:x]\n{lines}\n").Files).Text, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_TOML_would_take_for_another_is_written_as_its_value()
    {
        var result = Convert("[supervisord]\n[program:x]\ncommand=%(ENV_HOME)12s\npriority=%(ENV_PORT)s\nenvironment=PORT=\"1\"\n");

        Assert.Contains("# was: priority = %(ENV_PORT)s\npriority = 8000\n", Assert.Single(result.Files).Text, StringComparison.Ordinal);
        Assert.Equal(
            [
                "/etc/supervisord.conf:3:9: warning: `command` has the present value of %(ENV_HOME), whose name has no such form in TOML",
                "/etc/supervisord.conf:4:10: warning: `priority` has the present value of %(ENV_PORT), whose name has no such form in TOML",
            ],
            result.Diagnostics.Select(d => d.ToString()));
    }

    [Theory]
    [InlineData("[supervisord]\n[program:x]\ncommand=%(process_num)x\n", "3:9: error: cannot convert `command`: `%(process_num)x` has no form in TOML, and no value to write instead")]
    [InlineData("[supervisord]\n[program:x]\ncommand=%(ENV_A)5s\nenvironment=A=\"1\"\n", "3:9: error: cannot convert `command`: `%(ENV_A)5s` has no form in TOML, and no value to write instead")]
    [InlineData("[supervisord]\n[program:x]\ncommand='x\n", "3:9: error: invalid value for `command`: it cannot be split into words: No closing quotation")]
    [InlineData("[program:x]\ncommand=x\n", "error: the config cannot be used as it is: .ini file does not include supervisord section")]
    [InlineData("broken\n", "1:1: error: File contains no section headers. 'broken\\n'")]
    public void What_cannot_be_converted_is_said(string text, string finding)
    {
        var result = Convert(text);

        Assert.Empty(result.Files);
        var found = Assert.Single(result.Diagnostics).ToString();
        Assert.Contains(finding.Split("error: ")[^1], found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_that_stands_apart_stays_apart() => Assert.StartsWith(
        "# mine\n\n[supervisord]\n", Assert.Single(Convert("; mine\n\n\n[supervisord]\n").Files).Text, StringComparison.Ordinal);

    [Fact]
    public void Included_files_stay_what_they_are_when_one_file_is_converted()
    {
        var host = new FakeConfigHost().Write("/etc/conf.d/a.conf", "[program:a]\ncommand=again\n");

        var file = Assert.Single(Convert("[supervisord]\n[program:a]\ncommand=a\n[include]\nfiles = conf.d/*.conf /nope/%(ENV_PORT)s.conf\n", host).Files);

        Assert.Equal("supervisord.toml", file.Target);
        Assert.Contains("include = [\"conf.d/*.conf\", \"/nope/${PORT}.conf\"]\n", file.Text, StringComparison.Ordinal);
        Assert.Contains("# command = a   (set again elsewhere)\n", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Included_files_below_the_main_file_are_converted_with_it_and_found_by_their_new_names()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.conf", "; note\n[program:a]\ncommand=%(here)s\n")
            .Write("/etc/conf.d/b.toml", "[program.b]\ncommand = 'b'\n")
            .Write("/etc/x", "[program:x]\ncommand=x\n")
            .Write("/tmp/out.conf", "[program:out]\ncommand=out\n");

        var result = Convert("[supervisord]\n[include]\nfiles = /etc/conf.d/*\n  %(here)s/x  /tmp/*.conf\n", host, withIncludes: true);

        Assert.Equal(
            "/etc/supervisord.conf:3:9: warning: /tmp/out.conf is not below /etc/: it stays an INI file, and is included as it is",
            Assert.Single(result.Diagnostics).ToString());
        Assert.Equal(
            ["supervisord.toml", "conf.d/a.toml", "x.toml", "conf.d/b.toml"], result.Files.Select(f => f.Target));
        Assert.Contains(
            "include = [\"conf.d/*.toml\", \"x.toml\", \"/tmp/*.conf\"]\n", result.Files[0].Text, StringComparison.Ordinal);
        Assert.Equal("# note\n[program.a]\ncommand = \"${here}\"\n", result.Files[1].Text);
    }

    [Fact]
    public void Two_files_that_would_become_one_are_refused()
    {
        var host = new FakeConfigHost()
            .Write("/etc/conf.d/a.conf", "[program:a]\ncommand=a\n").Write("/etc/conf.d/a.ini", "[program:b]\ncommand=b\n");

        Assert.Contains(
            "/etc/conf.d/a.conf and /etc/conf.d/a.ini would both become conf.d/a.toml",
            Convert("[supervisord]\n[include]\nfiles=conf.d/*\n", host, withIncludes: true).Diagnostics.Select(d => d.Text));
    }

    [Fact]
    public void Defaults_of_all_sections_are_written_into_each()
    {
        var text = Assert.Single(Convert("[DEFAULT]\npriority=3\nfoo=1\n[supervisord]\n[program:a]\ncommand=a\n[group:g]\nprograms=a\npriority=4\n").Files).Text;

        Assert.Contains("[program.a]\ncommand = \"a\"\npriority = 3  # from [DEFAULT]\n", text, StringComparison.Ordinal);
        Assert.Contains("[group.g]\nprograms = [\"a\"]\npriority = 4\n", text, StringComparison.Ordinal);
    }
}
