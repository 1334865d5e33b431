using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.Environments.Tests.Packages;

/// <summary>What the tab key offers after <c>supervisorctl</c>, in each shell.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly string Scripts = Repository.PathOf("packaging", "completions");

    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        // What a running supervisord has, as its client prints it; it is reached with -c only.
        var stub = _folder.Write("bin/supervisorctl", """
            #!/bin/sh
            [ "$1 $2 $3" = "-c my.toml avail" ] || [ "$1 $2 $3" = "-s http://localhost:9001 avail" ] || { echo "unix:///run/supervisor.sock no such file"; exit 4; }
            printf '%-32s %-9s %-9s %s\n' site:web_00 'in use' auto 999:999 site:web_01 'in use' auto 999:999 worker avail manual 999:999
            """);
        File.SetUnixFileMode(stub, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("supervisorctl sta", "start status")]
    [InlineData("supervisorctl --json re", "reload remove reread restart")]
    [InlineData("supervisorctl -c my.toml restart ", "all site:* site:web_00 site:web_01 worker")]
    [InlineData("supervisorctl -c my.toml stop w", "worker")]
    [InlineData("supervisorctl -c my.toml update s", "site")]
    [InlineData("supervisorctl -c my.toml signal H", "HUP")]
    [InlineData("supervisorctl -c my.toml signal HUP wor", "worker")]
    [InlineData("supervisorctl start ", "all")]
    public async Task Bash_offers_commands_and_names(string line, string expected) => Assert.Equal(expected, await BashAsync(line.Split(' ')));

    [Fact]
    public async Task Bash_offers_what_follows_a_colon() =>
        Assert.Equal("web_00 web_01", await BashAsync("supervisorctl", "-c", "my.toml", "start", "site", ":", "web"));

    [Fact]
    public async Task Bash_asks_the_server_that_the_line_names() =>
        Assert.Equal("worker", await BashAsync("supervisorctl", "-s", "http", ":", "//localhost", ":", "9001", "stop", "w"));

    [Theory]
    [InlineData("supervisorctl sta", "start status")]
    [InlineData("supervisorctl -c my.toml restart s", "site:* site:web_00 site:web_01")]
    [InlineData("supervisorctl -c my.toml update ", "all site worker")]
    [InlineData("supervisorctl -c my.toml signal H", "HUP")]
    public async Task Fish_offers_the_same(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "fish is not installed");

        var output = await ShellAsync("fish", "--no-config", "-c", $"source {Scripts}/supervisorctl.fish; complete -C '{line}'");

        Assert.Equal(expected, Words(output.Split('\n').Select(offered => offered.Split('\t')[0])));
    }

    [Theory]
    [InlineData("processes", "all site:* site:web_00 site:web_01 worker")]
    [InlineData("groups", "all site worker")]
    public async Task Zsh_asks_for_the_same_names(string what, string expected)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "zsh is not installed");

        // Its completion system needs a terminal; what it would be given is printed instead.
        var output = await ShellAsync(
            "zsh", "-f", "-c",
            $"typeset -A opt_args=(-c my.toml); _arguments() {{ return 0 }}; compadd() {{ print -rl -- ${{(P)2}} }}; source {Scripts}/_supervisorctl; _supervisorctl_names {what}");

        Assert.Equal(expected, Words(output.Split('\n')));
    }

    [Fact]
    public async Task Scripts_have_no_syntax_error()
    {
        foreach (var script in new[] { "supervisorctl", "supervisord" })
        {
            await ShellAsync("bash", "-n", $"{Scripts}/{script}.bash");
            if (File.Exists("/usr/bin/zsh")) await ShellAsync("zsh", "-n", $"{Scripts}/_{script}");
            if (File.Exists("/usr/bin/fish")) await ShellAsync("fish", "-n", $"{Scripts}/{script}.fish");
        }
    }

    [Fact]
    public async Task Every_command_of_the_client_is_offered_in_every_shell()
    {
        var config = _folder.Write("help.toml", "[unix_http_server]\nfile = \"/nonexistent.sock\"\n");
        var help = await Command.RunAsync(Binaries.Supervisorctl, "-c", config, "help");
        var commands = help.Stdout.Split('\n').Skip(3).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Concat(["convert", "doctor", "echo-conf"]).ToList();
        Assert.Contains("restart", commands);

        var bash = (await BashAsync("supervisorctl", "")).Split(' ');
        var (zsh, fish) = (await ReadAsync("_supervisorctl"), await ReadAsync("supervisorctl.fish"));

        Assert.Empty(commands.Except(bash));
        Assert.All(commands, command => Assert.Contains($"'{command}:", zsh, StringComparison.Ordinal));
        Assert.All(commands.Except(["exit", "quit"]), command => Assert.Contains($"-a {command} ", fish, StringComparison.Ordinal));
    }

    private async Task<string> BashAsync(params string[] words)
    {
        var line = string.Join(' ', words.Select(word => $"'{word}'"));
        var output = await ShellAsync(
            "bash", "--norc", "-c", $"source {Scripts}/supervisorctl.bash; COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; _supervisorctl; printf '%s\\n' \"${{COMPREPLY[@]}}\"");
        return Words(output.Split('\n'));
    }

    private static string Words(IEnumerable<string> words) => string.Join(' ', words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal));

    private static Task<string> ReadAsync(string script) => File.ReadAllTextAsync(Path.Combine(Scripts, script), TestContext.Current.CancellationToken);

    private async Task<string> ShellAsync(params string[] words)
    {
        var path = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        var result = await Command.RunAsync(words, "", new Dictionary<string, string?> { ["PATH"] = path, ["HOME"] = _folder.Path }, _folder.Path);
        Assert.True(result is { ExitCode: 0, Stderr: "" }, $"{string.Join(' ', words)}: {result}");
        return result.Stdout;
    }
}
