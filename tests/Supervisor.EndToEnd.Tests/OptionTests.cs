using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The options of the command line, each by what it does, under both of its names.</summary>
public sealed class OptionTests : EndToEndTest
{
    private const string Web = """
        [program.web]
        command = ["sleep", "1000"]
        startsecs = 0
        """;

    [Theory]
    [InlineData("-l")]
    [InlineData("--logfile")]
    public async Task The_main_log_is_the_given_file(string option)
    {
        var daemon = await StartAsync(new Setup { Programs = Web, Options = [option, "other.log"] });

        await daemon.FileHasAsync("other.log", "supervisord started with pid");
        Assert.False(File.Exists(Folder["supervisord.log"]));
    }

    [Fact]
    public async Task The_main_log_is_rotated_at_the_given_size_with_the_given_number_of_backups()
    {
        var daemon = await StartAsync(new Setup
        {
            Programs = """
                [program.quick]
                command = ["true"]
                startsecs = 0
                autorestart = true
                """,
            Options = ["-y", "2KB", "-z", "2"],
        });
        await Eventually.IsTrueAsync(() => File.Exists(Folder["supervisord.log.2"]), "two backups are there");
        var first = daemon.ReadShared("supervisord.log.2");
        await Eventually.IsTrueAsync(() => daemon.ReadShared("supervisord.log.2") != first, "the second one is replaced");

        Assert.False(File.Exists(Folder["supervisord.log.3"]));
    }

    [Theory]
    [InlineData("-e", "debug", true)]
    [InlineData("--loglevel", "warn", false)]
    public async Task The_level_is_the_given_one(string option, string level, bool told)
    {
        var daemon = await StartAsync(new Setup { Programs = Web, Options = [option, level] });
        await daemon.ReachesAsync("web", "RUNNING");
        await daemon.Control.OperateAsync("web", "stop");
        await daemon.StopAsync();

        Assert.Equal(told, daemon.MainLog.Contains("DEBG killing web", StringComparison.Ordinal));
        Assert.Equal(told, daemon.MainLog.Contains("INFO spawned", StringComparison.Ordinal));
        Assert.Contains("WARN received SIGTERM", daemon.MainLog, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-j")]
    [InlineData("--pidfile")]
    public async Task The_pid_file_is_the_given_one(string option)
    {
        var daemon = await StartAsync(new Setup { Programs = Web, Options = [option, "other.pid"] });

        Assert.Equal($"{daemon.Pid}\n", daemon.ReadShared("other.pid"));
        Assert.False(File.Exists(daemon.PidPath));
        await daemon.StopAsync();
        Assert.False(File.Exists(Folder["other.pid"]));
    }

    [Fact]
    public async Task Identifier_and_folder_of_automatic_logs_are_the_given_ones()
    {
        Directory.CreateDirectory(Folder["logs"]);
        var daemon = await StartAsync(new Setup { Programs = Web, Options = ["-i", "mine", "-q", "logs"] });
        var web = await daemon.ReachesAsync("web", "RUNNING");

        Assert.Equal("mine", (await daemon.Control.InfoAsync()).Identification);
        Assert.StartsWith(Folder["logs/web-stdout---mine-"], web.StdoutLogFile, StringComparison.Ordinal);
        Assert.True(File.Exists(web.StdoutLogFile));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Automatic_logs_of_an_earlier_run_are_kept_when_asked(bool keep)
    {
        const string old = "web-stdout---supervisor-abcdefgh.log";
        Folder.Write(old, "old");
        await StartAsync(new Setup { Programs = Web, Options = keep ? ["-k"] : [] });

        Assert.Equal(keep, File.Exists(Folder[old]));
    }

    [Fact]
    public async Task The_limits_are_raised_to_what_must_be_available()
    {
        var daemon = await StartAsync(new Setup
        {
            Programs = Web,
            Wrapper = ["sh", "-c", "ulimit -Sn 256; ulimit -Su 1000; exec \"$@\"", "sh"],
            Options = ["-a", "300", "--minprocs", "1001"],
        });
        var limits = await File.ReadAllLinesAsync($"/proc/{daemon.Pid}/limits", TestContext.Current.CancellationToken);

        Assert.True(Soft("Max open files") >= 300);
        Assert.True(Soft("Max processes") >= 1001);

        int Soft(string name)
        {
            var value = limits.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return value == "unlimited" ? int.MaxValue : int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("-t")]
    [InlineData("--strip_ansi")]
    public async Task Escape_sequences_are_taken_out_of_the_logs(string option)
    {
        var daemon = await StartAsync(new Setup
        {
            Programs = """
                [program.colour]
                command = ["printf", "\u001b[31mred\u001b[0m\n"]
                startsecs = 0
                autorestart = false
                stdout_logfile = "${here}/colour.log"
                """,
            Options = [option],
        });
        await daemon.ReachesAsync("colour", "EXITED");

        Assert.Equal("red\n", daemon.ReadShared("colour.log"));
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("--silent")]
    public async Task Silent_keeps_the_main_log_off_stdout(string option)
    {
        var daemon = await StartAsync(new Setup { Programs = Web, Options = [option] });

        Assert.Equal(new CommandResult(0, "", ""), await daemon.StopAsync());
        Assert.Contains("supervisord started", daemon.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_in_the_foreground_is_the_given_one()
    {
        NeedsRoot("another user");
        await PlainUser.NeedsReadableBinariesAsync();
        PlainUser.Own(Folder.Path);
        var daemon = await StartAsync(new Setup { Programs = Web, Options = ["--user", "nobody"] });

        var nobody = (await Command.RunAsync("id", "-u", "nobody")).Stdout.Trim();
        var status = await File.ReadAllLinesAsync($"/proc/{daemon.Pid}/status", TestContext.Current.CancellationToken);
        Assert.Contains($"Uid:\t{nobody}\t{nobody}\t{nobody}\t{nobody}", status);
        Assert.Equal("nobody\n", (await Command.RunAsync("stat", "-c", "%U", daemon.SocketPath)).Stdout);
    }

    [Theory]
    [InlineData("--profile_options", "cumulative,calls")]
    [InlineData("--minfds", "100")]
    [InlineData("--nocleanup", null)]
    public async Task What_changes_nothing_visible_is_accepted(string option, string? value)
    {
        var daemon = await StartAsync(new Setup { Programs = Web, Options = value is null ? [option] : [option, value] });

        await daemon.ReachesAsync("web", "RUNNING");
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("--help")]
    public async Task Help_names_every_option(string option)
    {
        var help = await Command.RunAsync(Binaries.Supervisord, option);

        Assert.Equal((0, ""), (help.ExitCode, help.Stderr));
        foreach (var name in new[]
        {
            "-c", "-n", "-s", "-h", "-v", "-u", "-m", "-d", "-l", "-y", "-z", "-e", "-j", "-i", "-q", "-k", "-a", "-t", "--minprocs", "--profile_options", "--check",
        })
        {
            Assert.Contains(name, help.Stdout, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("--version")]
    public async Task The_version_is_bare(string option)
    {
        var version = await Command.RunAsync(Binaries.Supervisord, option);

        Assert.Equal((0, ""), (version.ExitCode, version.Stderr));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", version.Stdout);
    }

    [Theory]
    [InlineData("positional arguments are not supported: ['x']", "x")]
    [InlineData("-l", "-l", "a", "-l", "b")]
    [InlineData("nonsense", "--nonsense")]
    [InlineData("invalid value for -m '9': 9 can not be converted to an octal type", "-m", "9")]
    public async Task A_mistake_in_the_options_is_told_with_status_2(string told, params string[] options)
    {
        var result = await Command.RunAsync([Binaries.Supervisord, .. options]);

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.StartsWith("Error: ", result.Stderr, StringComparison.Ordinal);
        Assert.Contains(told.TrimStart('-'), result.Stderr, StringComparison.Ordinal);
        Assert.EndsWith($"For help, use {Binaries.Supervisord} -h\n", result.Stderr, StringComparison.Ordinal);
    }
}
