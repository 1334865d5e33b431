using Supervisor.Testing;

namespace Supervisor.Ctl.Tests;

/// <summary>The commands that need no server.</summary>
public sealed class OfflineCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args) => CtlProcess.RunAsync(_folder.Path, args);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.Path, name))!);
        File.WriteAllText(Path.Combine(_folder.Path, name), text);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder.Path, name));

    [Fact]
    public async Task A_config_is_converted_to_stdout_without_any_server_or_other_config()
    {
        Write("supervisord.toml", "broken");
        Write("my site.conf", "[supervisord]\n[program:a]\ncommand=cat ; why\nfoo=1\n");

        var (exitCode, output, errors) = await RunAsync("convert", "my site.conf");

        Assert.Equal(0, exitCode);
        Assert.EndsWith("[program.a]\ncommand = \"cat\"  # why\n# foo = 1   (unknown key)\n", output, StringComparison.Ordinal);
        Assert.Equal("my site.conf:4:1: warning: unknown key `foo` is left as a comment\n", errors);
    }

    [Theory]
    [InlineData("nope.conf", "error: could not find config file nope.conf\n")]
    [InlineData("bad.conf", "bad.conf:1:1: error: File contains no section headers. 'broken\\n'\n")]
    [InlineData("x.toml", "x.toml: error: cannot convert this file: it is TOML already\n")]
    public async Task What_cannot_be_converted_exits_1(string file, string error)
    {
        Write("bad.conf", "broken\n");

        Assert.Equal((1, "", error), await RunAsync("convert", file));
    }

    [Theory]
    [InlineData("convert")]
    [InlineData("convert a b")]
    [InlineData("convert --output")]
    [InlineData("convert --what a")]
    [InlineData("echo-conf a")]
    public async Task Wrong_words_exit_2(string words)
    {
        var (exitCode, output, errors) = await RunAsync(words.Split(' '));

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("Error: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_and_its_included_files_are_converted_into_a_folder()
    {
        Write("etc/s.conf", "[supervisord]\n[include]\nfiles=conf.d/*.conf\n");
        Write("etc/conf.d/a.conf", "[program:a]\ncommand=a\n");
        File.SetUnixFileMode(Path.Combine(_folder.Path, "etc/s.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(
            (0, $"{_folder.Path}/etc/s.conf -> out/s.toml\n{_folder.Path}/etc/conf.d/a.conf -> out/conf.d/a.toml\n", ""),
            await RunAsync("convert", "--output", "out", "etc/s.conf"));

        Assert.Contains("include = [\"conf.d/*.toml\"]", Read("out/s.toml"), StringComparison.Ordinal);
        Assert.Equal("[program.a]\ncommand = \"a\"\n", Read("out/conf.d/a.toml"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "out/s.toml")));
    }

    [Fact]
    public async Task A_file_that_is_in_the_way_is_not_overwritten()
    {
        Write("s.conf", "[supervisord]\n[include]\nfiles=conf.d/*.conf\n");
        Write("conf.d/a.conf", "[program:a]\ncommand=a\n");
        Write("s.toml", "mine");

        Assert.Equal((1, "", "Error: cannot write ./s.toml: it exists; nothing was written\n"), await RunAsync("convert", "-o", ".", "s.conf"));
        Assert.Equal("mine", Read("s.toml"));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "conf.d/a.toml")));
    }

    [Fact]
    public async Task Samples_are_printed_that_can_be_converted()
    {
        var (_, ini, _) = await RunAsync("echo-conf");
        var (_, toml, _) = await RunAsync("echo-conf", "--toml");

        Assert.StartsWith("; Sample configuration of supervisord.\n", ini, StringComparison.Ordinal);
        Assert.StartsWith("# Sample configuration of supervisord.\n", toml, StringComparison.Ordinal);
        Write("sample.conf", ini);
        Assert.Equal("", (await RunAsync("convert", "sample.conf")).Errors);
    }

    [Fact]
    public async Task By_its_name_the_program_is_echo_supervisord_conf()
    {
        var link = Path.Combine(_folder.Path, "echo_supervisord_conf");
        File.CreateSymbolicLink(link, Path.Combine(AppContext.BaseDirectory, "supervisorctl"));
        using var echo = new CtlProcess(_folder.Path, link, []);

        var (exitCode, output, errors) = await echo.EndAsync();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("; Sample configuration of supervisord.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_knows_them() =>
        Assert.Contains("Print the TOML for a supervisord.conf", (await RunAsync("help", "convert")).Output, StringComparison.Ordinal);
}
