using Supervisor.Testing.Http;

namespace Supervisor.Ctl.Tests;

/// <summary>What each command says when there is no server to talk to.</summary>
public sealed class ConnectionTests
{
    private static readonly string Missing = $"unix://{Path.Combine(Path.GetTempPath(), "no-such-supervisor.sock")}";

    [Theory]
    [InlineData("version", "URL no such file", 7)]
    [InlineData("pid", "URL no such file", 7)]
    [InlineData("start a", "URL no such file", 7)]
    [InlineData("stop a", "URL no such file", 7)]
    [InlineData("restart a", "URL no such file", 7)]
    [InlineData("signal HUP a", "URL no such file", 7)]
    [InlineData("clear a", "URL no such file", 7)]
    [InlineData("tail a", "URL no such file", 7)]
    [InlineData("maintail", "URL no such file", 7)]
    [InlineData("fg a", "URL no such file", 7)]
    [InlineData("status", "URL no such file", 4)]
    [InlineData("reread", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("update", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("add a", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("remove a", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("avail", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("reload", "error: cannot connect to URL: no such file; is supervisord running?", 1)]
    [InlineData("shutdown", "ERROR: URL no such file (already shut down?)", 1)]
    public async Task A_missing_socket_is_told_with_the_exit_code_of_the_command(string command, string line, int exitCode) =>
        await CheckAsync(Missing, command, line, exitCode);

    [Theory]
    [InlineData("version", "URL refused connection", 4)]
    [InlineData("status", "URL refused connection", 4)]
    [InlineData("shutdown", "ERROR: URL refused connection (already shut down?)", 1)]
    [InlineData("reread", "error: cannot connect to URL: connection refused; nobody listens there, is supervisord running?", 1)]
    public async Task A_server_that_is_gone_is_told_with_the_exit_code_of_the_command(string command, string line, int exitCode)
    {
        string url;
        await using (ScriptedHttpServer gone = ScriptedHttpServer.OnTcp())
            url = gone.Url;
        await CheckAsync(url, command, line, exitCode);
    }

    [Theory]
    [InlineData("version", 3)]
    [InlineData("status", 4)]
    public async Task Another_kind_of_server_is_told_from_supervisord(string command, int exitCode)
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        foreach (string route in (string[])["GET /v1/info", "GET /v1/processes?brief=true", "POST /RPC2"])
            server.On(route, ScriptedAnswer.Raw("HTTP/1.0 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>"));
        CtlRun run = await CtlRun.OfAsync(server.Url, command.Split(' '), cancellationToken: TestContext.Current.CancellationToken);
        Assert.StartsWith($"Sorry, {server.Url} responded but did not recognize the commands", run.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Theory]
    // The one answer of the script is no list of processes.
    [InlineData("status", 4, "GET /v1/processes?brief=true POST /RPC2 POST /RPC2")]
    [InlineData("version", 0, "GET /v1/info POST /RPC2 POST /RPC2")]
    [InlineData("upgrade", 1, "POST /v1/upgrade POST /RPC2")]
    public async Task A_supervisord_that_knows_no_JSON_is_spoken_to_in_XML_RPC(string command, int exitCode, string requests)
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        foreach (string route in (string[])["GET /v1/info", "GET /v1/processes?brief=true", "POST /v1/upgrade"])
            server.On(route, ScriptedAnswer.Raw("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"));
        server.On("POST /RPC2", ScriptedAnswer.With(200, "text/xml", System.Text.Encoding.UTF8.GetBytes(
            "<?xml version='1.0'?><methodResponse><params><param><value><array><data><value>3.0</value><value>4.2.5</value><value>s</value>"
            + "<value><int>7</int></value><value><struct><member><name>statecode</name><value><int>1</int></value></member>"
            + "<member><name>statename</name><value>RUNNING</value></member></struct></value></data></array></value></param></params></methodResponse>")));
        CtlRun run = await CtlRun.OfAsync(server.Url, [command], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((exitCode, requests), (run.ExitCode, string.Join(' ', server.Received.Select(request => request.Route))));
    }

    [Fact]
    public async Task Status_is_one_request()
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        server.On("GET /v1/processes?brief=true", ScriptedAnswer.Json(200, "[]"));
        CtlRun run = await CtlRun.OfAsync(server.Url, ["status"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, "GET /v1/processes?brief=true"), (run.ExitCode, Assert.Single(server.Received).Route));
    }

    [Fact]
    public async Task In_JSON_a_missing_server_is_a_problem_document()
    {
        CtlRun run = await CtlRun.OfAsync(
            Missing, ["status"], with: s => s with { Json = true }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            $$"""{"type":"about:blank","title":"No answer","status":0,"detail":"cannot connect to {{Missing}}: no such file; is supervisord running?","code":"socket_missing"}""" + "\n",
            run.Output);
        Assert.Equal(4, run.ExitCode);
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_an_answer_is_an_error_and_not_half_an_answer()
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        server.On("GET /v1/info", ScriptedAnswer.Json(
            200, """{"version":"4","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":""}"""));
        server.On("GET /v1/processes?brief=true", ScriptedAnswer.Raw(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n[{\"group\":\"a\","));
        CtlRun run = await CtlRun.OfAsync(server.Url, ["status"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            $"error: the connection to {server.Url} ended before the answer was complete; supervisord may have stopped\n", run.Output);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Open_goes_on_with_another_server()
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        server.On("GET /v1/info", ScriptedAnswer.Json(
            200, """{"version":"4","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":""}"""));
        server.On("GET /v1/processes?brief=true", ScriptedAnswer.Json(
            200, """[{"group":"a","name":"a","description":"Not started","state":0,"statename":"STOPPED"}]"""));
        CtlRun run = await CtlRun.OfAsync(
            Missing, [], $"open {server.Url}\nversion\n", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal($"{Missing} no such file\na                                STOPPED   Not started\n4\n\n", run.Output);
    }

    [Fact]
    public async Task Words_that_a_shell_kept_together_are_split_again()
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnUnixSocket();
        server.On("GET /v1/info", ScriptedAnswer.Json(
            200, """{"version":"4","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":""}"""));
        server.On("POST /v1/processes/x/x/signal/HUP", ScriptedAnswer.Json(200, """{"group":"x","name":"x","code":"ok"}"""));
        CtlRun run = await CtlRun.OfAsync(server.Url, ["signal HUP", "x"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, "x: signalled\n"), (run.ExitCode, run.Output));
    }

    private static async Task CheckAsync(string url, string command, string line, int exitCode)
    {
        CtlRun run = await CtlRun.OfAsync(url, command.Split(' '), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(line.Replace("URL", url, StringComparison.Ordinal) + "\n", run.Output);
        Assert.Equal(exitCode, run.ExitCode);
    }
}
