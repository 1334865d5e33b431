using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Tests.EnvironmentFiles;

/// <summary><c>${file:PATH}</c> and <c>${credential:NAME}</c>, and where they may stand.</summary>
public class SecretTests
{
    private const string Secret = "hunter2";

    private readonly FakeConfigHost _host = new FakeConfigHost()
        .Write("/run/secrets/db", Secret + "\n")
        .Write("/etc/secrets/here", "h\r\n")
        .Write("/run/two", "a\nb\n\n")
        .Write("/run/nul", "a\0b")
        .Write("/run/credentials/s/token", "t0ken");

    public SecretTests() => _host.Variables["CREDENTIALS_DIRECTORY"] = "/run/credentials/s";

    private string Value(string text) =>
        Loading.Process($"environment = {{ X = '{text}' }}", _host).Environment["X"];

    [Theory]
    [InlineData("${file:/run/secrets/db}", "hunter2")]
    [InlineData("pg://u:${file:/run/secrets/db}@db/${PORT}", "pg://u:hunter2@db/8000")]
    [InlineData("${file:${here}/secrets/here}", "h")]
    [InlineData("${file:/run/two}", "a\nb\n")]
    [InlineData("${file:/run/none:-x}", "x")]
    [InlineData("${file:/run/none:-}", "")]
    [InlineData("${file:/run/none:-${file:/run/secrets/db}}", "hunter2")]
    [InlineData("${file:/run/secrets/db:-x}", "hunter2")]
    [InlineData("${credential:token}", "t0ken")]
    [InlineData("${credential:none:-x}", "x")]
    [InlineData("${file:-plain}", "plain")]
    [InlineData("$${file:/run/secrets/db}", "${file:/run/secrets/db}")]
    public void A_file_gives_its_text_without_the_last_line_end(string text, string expected) => Assert.Equal(expected, Value(text));

    [Theory]
    [InlineData("${file:/run/none}", "cannot read /run/none: no such file or directory; put the file there, or write a default: ${file:/run/none:-text}")]
    [InlineData("${file:/etc}", "cannot read /etc: it is a directory; let the user that supervisord runs as read it; it may have 131072 bytes of text")]
    [InlineData("${file:/etc:-x}", "cannot read /etc: it is a directory; let the user that supervisord runs as read it; it may have 131072 bytes of text")]
    [InlineData("${file:secret}", "the path must be absolute; ${here} is the folder of the config")]
    [InlineData("${file:/run/nul}", "cannot read /run/nul: it contains a NUL character; let the user that supervisord runs as read it; it may have 131072 bytes of text")]
    [InlineData("${credential:none}", "cannot read /run/credentials/s/none: no such file or directory; give it to the unit with LoadCredential=none:PATH, or write a default: ${credential:none:-text}")]
    [InlineData("${credential:../token:-x}", "a credential has a plain name")]
    public void What_cannot_be_read_is_said_with_path_and_remedy(string text, string reason)
    {
        var shown = text.Replace(":-x}", "}", StringComparison.Ordinal);
        Assert.Equal(
            $"3:21: error: invalid value for `X`: cannot expand `{shown}`: {reason}",
            Loading.Finding($"[program.x]\ncommand = 'true'\nenvironment = {{ X = '{text}' }}\n", _host));
    }

    [Fact]
    public void Without_a_unit_that_gives_credentials_there_are_none()
    {
        _host.Variables.Remove("CREDENTIALS_DIRECTORY");

        Assert.Equal("x", Value("${credential:token:-x}"));
        Assert.Contains(
            "CREDENTIALS_DIRECTORY is not set; start supervisord as a systemd unit with LoadCredential=token:PATH",
            Loading.Finding("[program.x]\ncommand = 'true'\nenvironment = { X = '${credential:token}' }\n", _host),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_check_can_do_without_credentials_since_only_the_service_has_them(bool hasFolder)
    {
        const string text = "[program.x]\ncommand = 'true'\nenvironment = { A = '${credential:api}', B = '${credential:api}', C = '${credential:other:-x}' }\n";
        if (!hasFolder)
        {
            _host.Variables.Remove("CREDENTIALS_DIRECTORY");
        }

        var result = Loading.Load(text, _host, DaemonOptions.None with { Check = true });

        Assert.NotNull(result.Spec);
        Assert.Equal(
            "/etc/supervisord.toml: warning: the credential `api` is not here, so what it holds was not looked at; the service has it by LoadCredential=api:PATH",
            Assert.Single(result.Diagnostics).ToString());
        Assert.Equal(2, Loading.Findings(text, _host).Count);
    }

    [Fact]
    public void A_password_may_come_from_a_file()
    {
        var result = Loading.Load("""
            [unix_http_server]
            file = "/tmp/s.sock"
            username = "u"
            password = "${file:/run/secrets/db}"
            """, _host);

        Assert.Equal(Secret, Assert.IsType<ServerSpec.Unix>(Assert.Single(result.Spec!.Servers)).Password);
        Assert.Equal(Secret, result.Client!.Password);
        Assert.Equal(Secret, ClientConfigLoader.Load(Loading.Path, _host).Client!.Password);
    }

    [Theory]
    [InlineData("command = 'app --password ${file:/run/secrets/db}'")]
    [InlineData("command = ['app', '${SECRET}']")]
    [InlineData("directory = '/srv/${SECRET}'")]
    [InlineData("stdout_logfile = '/var/log/${OUTER}'")]
    [InlineData("startsecs = '${SECRET}'")]
    [InlineData("process_name = '${credential:token}'")]
    [InlineData("serverurl = 'http://${OUTER}:1'")]
    [InlineData("environment = 'A=${file:/run/secrets/db}'")]
    public void A_value_that_people_are_shown_takes_no_secret_and_the_error_does_not_tell_it(string line)
    {
        var key = line.Split(' ')[0];
        var own = key == "environment" ? "" : "environment = { SECRET = 'x${file:/run/secrets/db}' }\n";
        var command = key == "command" ? "" : "command = 'true'\n";

        var findings = Loading.Findings($"[supervisord]\nenvironment = {{ OUTER = '${{credential:token}}' }}\n[program.x]\n{command}{own}{line}\n", _host);

        Assert.Contains(findings, finding => finding.Contains($"error: invalid value for `{key}`: cannot expand `${{", StringComparison.Ordinal)
            && finding.Contains("it holds a secret from a file, and this value is shown to people", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.Contains(Secret, StringComparison.Ordinal) || finding.Contains("t0ken", StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_of_supervisord_goes_into_the_environment_of_programs_and_into_variables_made_of_it()
    {
        var process = Loading.Processes("""
            [supervisord]
            environment = { PASSWORD = "${file:/run/secrets/db}" }
            [program.x]
            command = "true"
            environment = { URL = "pg://u:${PASSWORD}@db" }
            """, _host)[0];

        Assert.Equal(("pg://u:hunter2@db", Secret), (process.Environment["URL"], process.Environment["PASSWORD"]));
        Assert.Contains(
            "it holds a secret",
            Loading.Finding("""
                [supervisord]
                environment = { PASSWORD = "${file:/run/secrets/db}" }
                [program.x]
                command = "app ${URL}"
                environment = { URL = "pg://u:${PASSWORD}@db" }
                """, _host),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_laid_over_a_secret_is_none()
    {
        var process = Loading.Processes("""
            [supervisord]
            environment = { X = "${file:/run/secrets/db}" }
            [program.x]
            command = "app ${X}"
            environment = { X = "plain" }
            """, _host)[0];

        Assert.Equal("plain", process.Command.Arguments[1]);
    }

    [Fact]
    public void A_path_made_of_a_secret_is_refused_since_it_would_be_shown()
    {
        var finding = Loading.Finding("[program.x]\ncommand = 'true'\nenvironment = { X = '${file:/run/${file:/run/secrets/db}}' }\n", _host);

        Assert.Contains("it holds a secret", finding, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_ini_file_it_is_a_text_like_any_other()
    {
        _host.Write("/etc/s.conf", "[supervisord]\n[program:x]\ncommand=echo ${file:/run/secrets/db}\nenvironment=A=\"${credential:token}\"\n");

        var process = ConfigLoader.Load("/etc/s.conf", DaemonOptions.None, _host).Spec!.Roster.Groups[0].Processes[0];

        Assert.Equal(("${file:/run/secrets/db}", "${credential:token}"), (process.Command.Arguments[1], process.Environment["A"]));
    }

    [Fact]
    public void All_programs_see_the_same_text_of_a_file_that_is_read_once()
    {
        var host = new CountingHost(_host);
        _host.Write(Loading.Path, """
            [program.x]
            command = "true"
            process_name = "x${process_num}"
            numprocs = 50
            environment = { A = "${file:/run/secrets/db}${process_num}" }
            """);

        var processes = ConfigLoader.Load(Loading.Path, DaemonOptions.None, host).Spec!.Roster.Groups[0].Processes;

        Assert.Equal(50, processes.Select(process => process.Environment["A"]).Distinct().Count());
        Assert.Equal(1, host.Reads["/run/secrets/db"]);
    }

    private sealed class CountingHost(FakeConfigHost inner) : Hosting.IConfigHost
    {
        public Dictionary<string, int> Reads { get; } = [];

        public string CurrentDirectory => inner.CurrentDirectory;

        public string HostName => inner.HostName;

        public IReadOnlyDictionary<string, string> Environment => inner.Environment;

        public Hosting.FileContent ReadFile(string path, int limit)
        {
            Reads[path] = Reads.GetValueOrDefault(path) + 1;
            return inner.ReadFile(path, limit);
        }

        public bool Exists(string path) => inner.Exists(path);

        public bool IsDirectory(string path) => inner.IsDirectory(path);

        public IReadOnlyList<string> List(string directory) => inner.List(directory);

        public Hosting.Account? FindUser(string nameOrId) => inner.FindUser(nameOrId);

        public bool HasGroup(string nameOrId) => inner.HasGroup(nameOrId);
    }
}
