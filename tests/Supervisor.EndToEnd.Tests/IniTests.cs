using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>A config of Python's supervisord, and nothing else.</summary>
public sealed class IniTests : EndToEndTest
{
    private const string Main = """
        [unix_http_server]
        file = %(here)s/supervisor.sock   ; (the path to the socket file)

        [supervisord]
        logfile = supervisord.log
        pidfile = supervisord.pid
        childlogdir = .
        http_port = 9001                  ; a key of supervisord 2
        environment = GREETING="hello"

        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

        [supervisorctl]
        serverurl = unix://%(here)s/supervisor.sock

        [include]
        files = conf.d/*.conf
        """;

    private const string Program = """
        [program:web]
        command = sh -c 'echo "%(ENV_GREETING)s 100%% $0 $A"; exec sleep 1000'
            %(program_name)s-%(process_num)d
        process_name = %(program_name)s_%(process_num)02d
        numprocs = 2
        environment = A="one, two"
        stdout_logfile = %(process_num)d.log
        startsecs = 0
        """;

    [Fact]
    public async Task The_daemon_stays_where_it_was_started_and_runs_what_the_files_say()
    {
        WriteProgram();
        await using var daemon = new BackgroundSupervisor(Folder);
        var launched = await daemon.LaunchAsync(new Setup { Config = Main, ConfigName = "supervisord.conf" });

        Assert.Equal(0, launched.ExitCode);
        Assert.Contains("supervisord.conf:8:1: warning: unknown key `http_port` in [supervisord] is ignored", launched.Stderr, StringComparison.Ordinal);
        Assert.Equal(Folder.Path, daemon.Directory);
        Assert.Contains($"Included extra file \"{Folder["conf.d/web.conf"]}\" during parsing", daemon.MainLog, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(
            () => File.Exists(Folder["1.log"]) && File.ReadAllText(Folder["1.log"]) == "hello 100% web-1 one, two\n", "the program writes");
    }

    [Fact]
    public async Task Supervisorctl_finds_the_file_in_its_directory_and_a_bad_one_changes_nothing()
    {
        WriteProgram();
        await using var daemon = new BackgroundSupervisor(Folder);
        Assert.Equal(0, (await daemon.LaunchAsync(new Setup { Config = Main, ConfigName = "supervisord.conf" })).ExitCode);

        Assert.Equal("web:web_01: stopped\n", (await ControlAsync("stop", "web:web_01")).Stdout);
        Folder.Write("conf.d/web.conf", Program.Replace("numprocs = 2", "numprocs = two", StringComparison.Ordinal));
        var reread = await ControlAsync("reread");
        Assert.Equal(1, reread.ExitCode);
        Assert.Contains("web.conf:5:12: error: invalid value for `numprocs`: invalid literal for int() with base 10: 'two'", reread.Stdout, StringComparison.Ordinal);
        Folder.Write("conf.d/web.conf", Program.Replace("numprocs = 2", "numprocs = 1", StringComparison.Ordinal));
        Assert.Equal("web: changed\n", (await ControlAsync("reread")).Stdout);
    }

    [Fact]
    public async Task The_converted_file_starts_the_same()
    {
        WriteProgram();
        Folder.Write("old.conf", Main);
        var converted = await Command.RunAsync([Binaries.Supervisorctl, "convert", "--output", ".", "old.conf"], "", directory: Folder.Path);
        Assert.Equal(0, converted.ExitCode);

        await using var daemon = new BackgroundSupervisor(Folder);
        await daemon.LaunchedAsync(new Setup { Config = await File.ReadAllTextAsync(Folder["old.toml"], TestContext.Current.CancellationToken) });

        Assert.Equal(Folder.Path, daemon.Directory);
        await Eventually.IsTrueAsync(
            () => File.Exists(Folder["0.log"]) && File.ReadAllText(Folder["0.log"]) == "hello 100% web-0 one, two\n", "the program writes");
    }

    private void WriteProgram()
    {
        Directory.CreateDirectory(Folder["conf.d"]);
        Folder.Write("conf.d/web.conf", Program);
    }

    private Task<CommandResult> ControlAsync(params string[] words) =>
        Command.RunAsync([Binaries.Supervisorctl, .. words], "", directory: Folder.Path);
}
