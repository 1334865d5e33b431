using Supervisor.Config.Options;
using Supervisor.Config.Tests.Doubles;

namespace Supervisor.Config.Tests.EnvironmentFiles;

/// <summary><c>environment_file</c> of supervisord and of programs.</summary>
public class EnvironmentFileTests
{
    private readonly FakeConfigHost _host = new FakeConfigHost().Write("/etc/a.env", "A=a\nBOTH=a\n").Write("/etc/b.env", "B=b\nBOTH=b\n");

    private string Environment(string text) => string.Join(
        ' ', Assert.Single(Loading.Processes(text, _host)).Environment.Select(pair => $"{pair.Key}={pair.Value}"));

    [Theory]
    [InlineData("environment_file = '/etc/a.env'", "A=a BOTH=a")]
    [InlineData("environment_file = ['/etc/a.env', '/etc/b.env']", "A=a B=b BOTH=b")]
    [InlineData("environment_file = '/etc/b.env, /etc/a.env'", "A=a B=b BOTH=a")]
    [InlineData("environment_file = '${here}/a.env'", "A=a BOTH=a")]
    [InlineData("environment_file = ['-/etc/none.env', '/etc/a.env']", "A=a BOTH=a")]
    [InlineData("environment_file = '/etc/a.env'\nenvironment = { BOTH = 'own', C = '${A}c' }", "A=a BOTH=own C=ac")]
    public void Later_files_win_over_earlier_ones_and_the_table_over_all(string lines, string expected) =>
        Assert.Equal(expected, Environment($"[program.x]\ncommand = 'true'\n{lines}\n"));

    [Fact]
    public void Layers_are_supervisord_defaults_and_program()
    {
        _host.Write("/etc/c.env", "C=c\nBOTH=c\nD=c\n");

        Assert.Equal("A=a B=b BOTH=c C=c D=d E=e", Environment("""
            [supervisord]
            environment_file = "/etc/a.env"
            environment = { E = "e" }
            [program-default]
            environment_file = "/etc/b.env"
            environment = { BOTH = "default" }
            [program.x]
            command = "true"
            environment_file = "/etc/c.env"
            environment = { D = "d" }
            """));
    }

    [Fact]
    public void Other_values_may_name_the_variables()
    {
        var spec = Loading.Spec(
            "[supervisord]\nenvironment_file = '/etc/a.env'\nidentifier = '${A}'\n[program.x]\ncommand = ['${A}', '${B}']\nenvironment_file = '/etc/b.env'\n", _host);

        Assert.Equal("a", spec.Daemon.Identifier);
        Assert.Equal(["a", "b"], spec.Roster.Groups[0].Processes[0].Command.Arguments);
    }

    [Fact]
    public void Each_process_may_have_a_file_of_its_own()
    {
        _host.Write("/etc/0.env", "N=zero").Write("/etc/1.env", "N=one");

        var processes = Loading.Processes("[program.x]\ncommand = 'true'\nnumprocs = 2\nenvironment_file = '/etc/${process_num}.env'\n", _host);

        Assert.Equal(["zero", "one"], processes.Select(process => process.Environment["N"]));
    }

    [Fact]
    public void A_file_that_has_changed_changes_the_program()
    {
        const string text = "[program.x]\ncommand = 'true'\nenvironment_file = '/etc/a.env'\n[program.y]\ncommand = 'true'\n";
        var before = Loading.Processes(text, _host);
        _host.Write("/etc/a.env", "A=other");
        var after = Loading.Processes(text, _host);

        Assert.NotEqual(before[0], after[0]);
        Assert.Equal(before[1], after[1]);
    }

    [Theory]
    [InlineData("'/etc/none.env'", "3:20: error: cannot read the environment file /etc/none.env: no such file or directory; create it, or write \"-/etc/none.env\" if it may be missing")]
    [InlineData("'-/etc'", "3:20: error: cannot read the environment file /etc: it is a directory; let the user that supervisord runs as read it")]
    [InlineData("'/etc/bad.env'", "/etc/bad.env:2:6: error: the quote is never closed")]
    [InlineData("'/etc/latin.env'", "3:20: error: cannot read the environment file /etc/latin.env: it is not text in UTF-8; let the user that supervisord runs as read it")]
    [InlineData("''", null)]
    public void What_is_wrong_is_said_with_path_and_remedy(string value, string? finding)
    {
        _host.Write("/etc/bad.env", "A=1\nKEY= 'hunter2\n".Replace("KEY= ", "KEY=\t", StringComparison.Ordinal)).Write("/etc/latin.env", [0x41, 0x3D, 0xE4]);
        var findings = Loading.Findings($"[program.x]\ncommand = 'true'\nenvironment_file = {value}\n", _host);

        Assert.Equal(finding is null ? [] : [finding], findings);
    }

    [Fact]
    public void A_file_of_any_size_is_refused_in_bounded_memory()
    {
        _host.Write("/etc/big.env", new byte[(1 << 20) + 1]);

        Assert.StartsWith(
            "3:20: error: cannot read the environment file /etc/big.env: it is larger than 1048576 bytes",
            Loading.Finding("[program.x]\ncommand = 'true'\nenvironment_file = '/etc/big.env'\n", _host),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_ini_file_goes_on_ignoring_the_key()
    {
        _host.Write("/etc/s.conf", "[supervisord]\nenvironment_file=/etc/a.env\n[program:x]\ncommand=true\nenvironment_file=/etc/none.env\n");

        var result = ConfigLoader.Load("/etc/s.conf", DaemonOptions.None, _host);

        Assert.Equal(
            [
                "/etc/s.conf:2:1: warning: unknown key `environment_file` in [supervisord] is ignored; only a TOML file can have it",
                "/etc/s.conf:5:1: warning: unknown key `environment_file` in [program:x] is ignored; only a TOML file can have it",
            ],
            result.Diagnostics.Select(d => d.ToString()));
        Assert.Empty(result.Spec!.Roster.Groups[0].Processes[0].Environment);
    }
}
