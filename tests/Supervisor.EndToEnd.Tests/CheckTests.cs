using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Configs, good and bad, at the prompt.</summary>
public sealed class CheckTests : EndToEndTest
{
    private const string Server = """
        [supervisord]
        logfile = "log"
        pidfile = "pid"

        [unix_http_server]
        file = "sock"

        """;

    [Fact]
    public async Task A_good_config_is_said_to_be_good_by_saying_nothing()
    {
        Folder.Write("good.toml", Server + "[program.web]\ncommand = \"sleep 1000\"\n");

        Assert.Equal(new CommandResult(0, "", ""), await SupervisordAsync("--check", "-c", "good.toml"));
        AssertNothingWasMade("good.toml");
    }

    [Fact]
    public async Task Every_mistake_is_said_with_its_place()
    {
        Folder.Write("bad.toml", Server + """
            [program.web]
            comand = "sleep 1000"
            startsecs = "soon"

            [progam.other]
            command = "sleep 1000"

            [program.last]
            command = "sleep 'open"
            user = "no-such-user"
            """);

        var checkedResult = await SupervisordAsync("--check", "-c", "bad.toml");
        Assert.Equal((2, ""), (checkedResult.ExitCode, checkedResult.Stdout));
        var lines = checkedResult.Stderr.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var path = Folder["bad.toml"];
        Assert.Contains(lines, line => line.StartsWith($"{path}:8:1: error: unknown key `comand` in [program.web]", StringComparison.Ordinal)
            && line.Contains("did you mean `command`?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{path}:9:", StringComparison.Ordinal) && line.Contains("startsecs", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{path}:11:", StringComparison.Ordinal) && line.Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{path}:15:", StringComparison.Ordinal) && line.Contains("No closing quotation", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{path}:16:", StringComparison.Ordinal) && line.Contains("Invalid user name no-such-user", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches(@"^\S+:\d+:\d+: error: ", line));
        AssertNothingWasMade("bad.toml");
    }

    [Fact]
    public async Task Broken_TOML_is_said_with_its_place()
    {
        Folder.Write("broken.toml", Server + "[program.web\ncommand = 1\n");

        var result = await SupervisordAsync("--check", "-c", "broken.toml");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"{Folder["broken.toml"]}:7:", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_a_bad_config_starts_nothing()
    {
        Folder.Write("bad.toml", Server + "[program.web]\ncommand = [\"touch\", \"started\"]\nautostrat = true\n");

        var result = await SupervisordAsync("-n", "-c", "bad.toml");
        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.Contains("bad.toml:9:1: error: unknown key `autostrat`", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("nothing was started", result.Stderr, StringComparison.Ordinal);
        AssertNothingWasMade("bad.toml");
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("-n")]
    public async Task A_config_file_that_is_not_there_is_said(string option)
    {
        var result = await SupervisordAsync(option, "-c", "none.toml");

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.Contains("none.toml", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_config_the_places_that_were_looked_at_are_said()
    {
        // A machine may have a config of its own, which is out of sight here.
        string[] hidden = [.. new[] { "/etc/supervisor" }.Where(Directory.Exists)];
        var found = File.Exists("/etc/supervisord.toml") || File.Exists("/etc/supervisord.conf");
        Assert.SkipWhen(found || (hidden.Length > 0 && !IsRoot), "this machine has a config of its own, and only root can hide it");
        var result = hidden.Length == 0
            ? await SupervisordAsync("-n")
            : await Command.RunAsync(
                ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /etc/supervisor && exec \"$@\"", "sh", Binaries.Supervisord, "-n"],
                "",
                directory: Folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("Error: No config file found at default paths (supervisord.toml, etc/supervisord.toml, ", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_config_of_the_current_folder_is_found()
    {
        Folder.Write("etc/supervisord.toml", "[supervisord]\nwrong = 1\n");

        var result = await SupervisordAsync("--check");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("etc/supervisord.toml:2:1: error: unknown key `wrong`", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Included_files_are_read_and_their_mistakes_are_said_with_theirs()
    {
        Folder.Write("main.toml", "[supervisord]\ninclude = [\"conf.d/*.toml\"]\n\n[program.a]\ncommand = \"sleep 1\"\nstartsec = 1\n");
        Folder.Write("conf.d/b.toml", "[program.b]\ncommand = \"sleep 1\"\npriorty = 1\n");

        var result = await SupervisordAsync("--check", "-c", "main.toml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("main.toml:6:1: error: unknown key `startsec`", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("conf.d/b.toml:3:1: error: unknown key `priorty`", result.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("positional")]
    [InlineData("-e", "loud")]
    public async Task Wrong_use_is_an_error(params string[] options)
    {
        var result = await SupervisordAsync(options);

        Assert.Equal((2, ""), (result.ExitCode, result.Stdout));
        Assert.StartsWith("Error: ", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_and_help_go_to_stdout()
    {
        var version = await SupervisordAsync("--version");
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+\n$", version.Stdout);
        Assert.Equal((0, ""), (version.ExitCode, version.Stderr));
        var help = await SupervisordAsync("-h");
        Assert.Equal((0, ""), (help.ExitCode, help.Stderr));
        Assert.Contains("--configuration", help.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_as_a_log_file_is_a_mistake_of_the_config()
    {
        Directory.CreateDirectory(Folder["folder"]);
        Folder.Write("bad.toml", Server + "[program.web]\ncommand = \"sleep 1000\"\nstdout_logfile = \"folder\"\n");

        var result = await SupervisordAsync("-n", "-c", "bad.toml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.toml:9:", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("it is a directory", result.Stderr, StringComparison.Ordinal);
    }

    private Task<CommandResult> SupervisordAsync(params string[] options) =>
        Command.RunAsync([Binaries.Supervisord, .. options], "", directory: Folder.Path);

    private void AssertNothingWasMade(string config) =>
        Assert.Equal([config], Directory.GetFileSystemEntries(Folder.Path).Select(Path.GetFileName));
}
