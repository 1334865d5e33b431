using System.Net.Sockets;
using Supervisor.Testing.Http;

namespace Supervisor.Ctl.Tests;

/// <summary>The program from outside: options, config files, exit codes, and streams.</summary>
public sealed class ProgramTests : IAsyncDisposable
{
    private const string Info = """{"version":"4.9.1","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":""}""";

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ProgramTests() => _server.On("GET /v1/info", ScriptedAnswer.Json(200, Info));

    [Fact]
    public async Task Help_is_printed_and_is_no_error()
    {
        (int exitCode, string output, string errors) = await RunAsync("-h");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("supervisorctl -- control what supervisord runs.\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-s foo version", "Error: invalid value for -s 'foo': value 'foo' is not a URL")]
    [InlineData("-c a -c b version", "Error: conflicting command line option '-c'")]
    public async Task Bad_options_exit_2(string args, string error)
    {
        (int exitCode, string output, string errors) = await RunAsync(args.Split(' '));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(error, errors.Split('\n')[0]);
        Assert.Matches("^For help, use .*supervisorctl(.dll)? -h$", errors.Split('\n')[1]);
    }

    [Theory]
    [InlineData("ftp://h:1", "error: Unknown protocol for serverurl ftp://h:1: it must be unix:///path/to/socket or http(s)://host:port\n")]
    public async Task A_server_that_cannot_be_used_exits_1(string url, string error) =>
        Assert.Equal((1, "", error), await RunAsync("-s", url, "version"));

    [Fact]
    public async Task The_server_is_taken_from_the_config_in_the_working_directory()
    {
        await WriteAsync("supervisord.toml", $"[unix_http_server]\nfile = \"{_server.Url["unix://".Length..]}\"\n");
        Assert.Equal((0, "4.9.1\n", ""), await RunAsync("version"));
    }

    [Fact]
    public async Task The_section_for_the_client_wins_over_the_server_and_the_command_line_over_both()
    {
        await WriteAsync("own.toml", $"""
            [unix_http_server]
            file = "/nowhere/1.sock"
            [supervisorctl]
            serverurl = "unix:///nowhere/2.sock"
            """);
        Assert.Equal((7, "unix:///nowhere/2.sock no such file\n", ""), await RunAsync("-c", "own.toml", "version"));
        Assert.Equal((0, "4.9.1\n", ""), await RunAsync("-c", "own.toml", "-s", _server.Url, "version"));
    }

    [Fact]
    public async Task A_config_without_a_server_exits_2()
    {
        await WriteAsync("supervisord.toml", "[supervisord]\n");
        (int exitCode, string output, string errors) = await RunAsync("version");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("cannot tell where supervisord listens", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_config_that_is_only_found_does_not_matter_when_the_server_is_given()
    {
        await WriteAsync("supervisord.toml", "[[[");
        Assert.Equal((0, "4.9.1\n", ""), await RunAsync("-s", _server.Url, "version"));
    }

    [Fact]
    public async Task A_config_that_is_missing_exits_2()
    {
        (int exitCode, string output, string errors) = await RunAsync("-c", "missing.toml", "version");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("missing.toml", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_may_stand_before_the_command_and_after_it()
    {
        (int, string, string) expected =
            (0, """{"version":"4.9.1","api_version":"1","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":"","warnings":[]}""" + "\n", "");
        Assert.Equal(expected, await RunAsync("-s", _server.Url, "--json", "version"));
        Assert.Equal(expected, await RunAsync("-s", _server.Url, "version", "--json"));
    }

    [Fact]
    public async Task Without_a_command_the_shell_reads_standard_input_and_exits_0()
    {
        _server.On("GET /v1/processes?brief=true", ScriptedAnswer.Json(
            200, """[{"group":"a","name":"a","description":"Not started","state":0,"statename":"STOPPED"}]"""));
        (int, string, string) run = await CtlProcess.RunAsync(_folder, ["-s", _server.Url], "version\nnonsense\n");
        Assert.Equal((0, "a                                STOPPED   Not started\n4.9.1\n*** Unknown syntax: nonsense\n\n", ""), run);
    }

    [Fact]
    public async Task Following_ends_when_nobody_reads_any_more()
    {
        _server.On("GET /v1/log?tail=1024&follow=true", new ScriptedAnswer(
            "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"u8.ToArray(), WriteUntilItLeaves));
        using var ctl = new CtlProcess(_folder, "-s", _server.Url, "maintail", "-f");
        await ctl.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        ctl.Process.StandardOutput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await ctl.Process.WaitForExitAsync(deadline.Token);
        Assert.Equal((1, ""), (ctl.Process.ExitCode, await ctl.Process.StandardError.ReadToEndAsync(deadline.Token)));
    }

    [Fact]
    public async Task A_socket_that_is_closed_to_us_is_named_with_the_remedy()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "needs root and setpriv to become nobody");
        string path = Path.Combine(_folder, "closed.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        Assert.SkipUnless(await NobodyCanRunIt(), "nobody cannot reach the program that was built");
        using var ctl = AsNobody("-s", $"unix://{path}", "version");
        (int exitCode, string output, _) = await ctl.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"error: cannot connect to {path}: permission denied (its mode is 0600); run this as the socket's owner or as a member of its group"
            + " (or with sudo), or let others in with chmod and chown of [unix_http_server]\n",
            output);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WriteUntilItLeaves(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            await stream.WriteAsync("a line of the log\n"u8.ToArray(), cancellationToken);
            await Task.Delay(5, cancellationToken);
        }
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args) => CtlProcess.RunAsync(_folder, args);

    private CtlProcess AsNobody(params string[] args) => new(
        _folder,
        "/usr/bin/setpriv",
        ["--reuid", "65534", "--regid", "65534", "--clear-groups", Path.Combine(AppContext.BaseDirectory, "supervisorctl"), .. args]);

    private async Task<bool> NobodyCanRunIt()
    {
        using CtlProcess ctl = AsNobody("-h");
        return (await ctl.EndAsync()).ExitCode == 0;
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text);
}
