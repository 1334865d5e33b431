using System.Runtime.CompilerServices;
using System.Text;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Testing.Http;

namespace Supervisor.Control.Tests;

/// <summary>Each call of the client: which request it makes, and what it makes of the answer.</summary>
public sealed class ControlClientTests : IAsyncDisposable
{
    private const string Ok = """{"group":"web","name":"a","code":"ok","detail":""}""";
    private const string Many = """{"results":[{"group":"web","name":"a","code":"ok","detail":""}]}""";
    private const string Changes = """{"changes":[{"group":"web","change":"added","stopped":false,"code":"ok"}],"diagnostics":[]}""";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();
    private readonly ControlClient _client;

    public ControlClientTests() => _client = Connect(_server);

    public static TheoryData<string, string, Func<ControlClient, Task>> Calls => new()
    {
        { "POST /v1/processes/web/a/start", Ok, c => c.OperateProcessAsync("web", "a", ProcessVerb.Start) },
        { "POST /v1/processes/web/a/stop", Ok, c => c.OperateProcessAsync("web", "a", ProcessVerb.Stop) },
        { "POST /v1/processes/web/a/stop?hold_sockets=true", Ok, c => c.OperateProcessAsync("web", "a", ProcessVerb.Stop, holdSockets: true) },
        { "POST /v1/processes/web/a/restart?wait=false", Ok, c => c.OperateProcessAsync("web", "a", ProcessVerb.Restart, wait: false) },
        { "POST /v1/groups/web/start", Many, c => c.OperateGroupAsync("web", ProcessVerb.Start) },
        { "POST /v1/groups/web/stop?wait=false", Many, c => c.OperateGroupAsync("web", ProcessVerb.Stop, wait: false) },
        { "POST /v1/restart", Many, c => c.OperateAllAsync(ProcessVerb.Restart) },
        { "POST /v1/stop?wait=false", Many, c => c.OperateAllAsync(ProcessVerb.Stop, wait: false) },
        { "POST /v1/processes/web/a/signal/HUP", Ok, c => c.SignalProcessAsync("web", "a", "HUP") },
        { "POST /v1/groups/web/signal/9", Many, c => c.SignalGroupAsync("web", "9") },
        { "POST /v1/signal/USR1", Many, c => c.SignalAllAsync("USR1") },
        { "DELETE /v1/processes/web/a/logs", Ok, c => c.ClearLogsAsync("web", "a") },
        { "DELETE /v1/logs", Many, c => c.ClearAllLogsAsync() },
        { "DELETE /v1/log", "", c => c.ClearMainLogAsync() },
        { "POST /v1/groups/web/add", Ok, c => c.AddGroupAsync("web") },
        { "POST /v1/groups/web/remove", Ok, c => c.RemoveGroupAsync("web") },
        { "POST /v1/reread", Changes, c => c.RereadAsync() },
        { "POST /v1/update", Changes, c => c.UpdateAsync([]) },
        { "POST /v1/update?group=a&group=b%20c", Changes, c => c.UpdateAsync(["a", "b c"]) },
        { "POST /v1/reload", Ok, c => c.ReloadAsync() },
        { "POST /v1/shutdown", Ok, c => c.ShutdownAsync() },
        { "GET /v1/config", "[]", c => c.ListConfigAsync() },
        { "GET /v1/processes", "[]", c => c.ListProcessesAsync() },
        { "GET /v1/processes?group=a%26b", "[]", c => c.ListProcessesAsync("a&b") },
    };

    [Theory]
    [MemberData(nameof(Calls), DisableDiscoveryEnumeration = true)]
    public async Task Each_call_makes_its_request(string route, string answer, Func<ControlClient, Task> call)
    {
        _server.On(route, ScriptedAnswer.Json(200, answer));
        await call(_client);
        ReceivedRequest request = Assert.Single(_server.Received);
        Assert.Equal(route, request.Route);
        Assert.Empty(request.Body);
    }

    [Fact]
    public async Task Names_are_percent_encoded_segments()
    {
        _server.On("GET /v1/processes/a%2Fb%3F/c%20%C3%A9%25", ScriptedAnswer.Problem(404, ErrorCodes.NoSuchProcess, "no such process"));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.GetProcessAsync("a/b?", "c é%", None));
        Assert.Equal(ErrorCodes.NoSuchProcess, e.Code);
        Assert.Empty(_server.Unused);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_no_path_can_carry_is_no_such_process(string name)
    {
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.GetProcessAsync("web", name, None));
        Assert.Equal(ErrorCodes.NoSuchProcess, e.Code);
        Assert.Empty(_server.Received);
    }

    [Fact]
    public async Task A_process_is_read_field_by_field()
    {
        _server.On("GET /v1/processes/web/a", ScriptedAnswer.Json(200, """
            {"group":"web","name":"a","description":"pid 7, uptime 0:00:01","state":20,"statename":"RUNNING","start":5,"stop":4,"now":6,
             "spawnerr":"x","exitstatus":-1,"pid":7,"stdout_logfile":"/o","stderr_logfile":"/e","retries":3,"warnings":["w"],"later":[1,{}]}
            """));
        ProcessInfo process = await _client.GetProcessAsync("web", "a", None);
        var expected = new ProcessInfo
        {
            Group = "web",
            Name = "a",
            Description = "pid 7, uptime 0:00:01",
            State = 20,
            StateName = "RUNNING",
            Start = 5,
            Stop = 4,
            Now = 6,
            SpawnError = "x",
            ExitStatus = -1,
            Pid = 7,
            StdoutLogFile = "/o",
            StderrLogFile = "/e",
            Retries = 3,
            Warnings = process.Warnings,
        };
        Assert.Equal(expected, process);
        Assert.Equal(["w"], process.Warnings);
    }

    [Fact]
    public async Task A_problem_carries_its_code_text_and_diagnostics()
    {
        _server.On("POST /v1/reread", ScriptedAnswer.Json(422, """
            {"title":"Unprocessable","status":422,"detail":"2 errors","code":"bad_config",
             "diagnostics":[{"severity":"error","file":"/etc/s.toml","line":3,"column":5,"text":"unknown key"}]}
            """));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.RereadAsync(None));
        Assert.Equal((ControlFailure.Answered, ErrorCodes.BadConfig, "2 errors"), (e.Error.Failure, e.Code, e.Message));
        Assert.Equal([new DiagnosticInfo("error", "/etc/s.toml", 3, 5, "unknown key")], e.Error.Problem?.Diagnostics);
    }

    [Fact]
    public async Task Standard_input_is_sent_raw_and_in_pieces_of_at_most_a_mebibyte()
    {
        byte[] data = new byte[2_500_000];
        new Random(7).NextBytes(data);
        _server.On("POST /v1/processes/web/a/stdin", ScriptedAnswer.Json(200, Ok));
        await _client.SendStdinAsync("web", "a", data, None);
        Assert.Equal([1048576, 1048576, 402848], _server.Received.Select(r => r.Body.Length));
        Assert.Equal(data, _server.Received.SelectMany(r => r.Body));
    }

    [Fact]
    public async Task Sending_nothing_to_standard_input_is_one_empty_request()
    {
        _server.On("POST /v1/processes/web/a/stdin", ScriptedAnswer.Json(200, Ok));
        await _client.SendStdinAsync("web", "a", default, None);
        Assert.Empty(Assert.Single(_server.Received).Body);
    }

    [Fact]
    public async Task Calls_at_once_do_not_wait_for_each_other()
    {
        var release = new TaskCompletionSource();
        _server.On("POST /v1/stop", new ScriptedAnswer([], async (stream, token) =>
        {
            await release.Task.WaitAsync(token);
            await stream.WriteAsync(ScriptedAnswer.Json(200, Many).Bytes, token);
        }));
        _server.On("GET /v1/processes", ScriptedAnswer.Json(200, "[]"));
        Task<OperationResults> slow = _client.OperateAllAsync(ProcessVerb.Stop, cancellationToken: None);
        Assert.Empty(await _client.ListProcessesAsync(cancellationToken: None));
        Assert.False(slow.IsCompleted);
        release.SetResult();
        Assert.Single((await slow).Results);
    }

    [Theory]
    [InlineData(null, false, "")]
    [InlineData(10L, false, "?tail=10")]
    [InlineData(null, true, "?follow=true")]
    [InlineData(10L, true, "?tail=10&follow=true")]
    public async Task Logs_come_as_raw_bytes(long? tail, bool follow, string query)
    {
        byte[] bytes = [0, 255, 10, 13, 128];
        _server.On($"GET /v1/processes/web/a/logs/stderr{query}", ScriptedAnswer.With(200, "application/octet-stream", bytes));
        _server.On($"GET /v1/log{query}", ScriptedAnswer.With(200, "application/octet-stream", bytes));
        await using Stream log = await _client.OpenLogAsync("web", "a", LogChannel.Stderr, tail, follow, None);
        Assert.Equal(bytes, await AllAsync(log));
        await using Stream main = await _client.OpenMainLogAsync(tail, follow, None);
        Assert.Equal(bytes, await AllAsync(main));
    }

    [Fact]
    public async Task A_followed_log_gives_each_piece_when_it_is_written_and_disposal_hangs_up()
    {
        using var next = new SemaphoreSlim(0);
        var left = new TaskCompletionSource();
        _server.On("GET /v1/log?follow=true", ScriptedAnswer.Stream("application/octet-stream", Pieces(next, left, None)));
        Stream log = await _client.OpenMainLogAsync(follow: true, cancellationToken: None);
        byte[] buffer = new byte[100];
        Assert.Equal("line 0\n", Encoding.ASCII.GetString(buffer, 0, await log.ReadAsync(buffer, None)));
        next.Release();
        Assert.Equal("line 1\n", Encoding.ASCII.GetString(buffer, 0, await log.ReadAsync(buffer, None)));
        await log.DisposeAsync();
        next.Release(1000);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(10), None);
    }

    [Theory]
    [InlineData("user", "pass:wörd", "Basic dXNlcjpwYXNzOnfDtnJk")]
    [InlineData(null, null, null)]
    public async Task Credentials_are_sent_with_every_request(string? user, string? password, string? header)
    {
        await using ScriptedHttpServer server = ScriptedHttpServer.OnTcp();
        server.On("GET /v1/processes", ScriptedAnswer.Json(200, "[]"));
        using ControlClient client = Connect(server, user is null ? null : new ControlCredentials(user, password!));
        await client.ListProcessesAsync(cancellationToken: None);
        Assert.Equal(header, server.Received[0].Headers.GetValueOrDefault("Authorization"));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static ControlClient Connect(ScriptedHttpServer server, ControlCredentials? credentials = null)
    {
        Assert.True(ControlEndpoint.TryParse(server.Url, out ControlEndpoint? endpoint, out _));
        return new ControlClient(endpoint, credentials);
    }

    private static async Task<byte[]> AllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, None);
        return all.ToArray();
    }

    private static async IAsyncEnumerable<byte[]> Pieces(
        SemaphoreSlim next, TaskCompletionSource left, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                yield return Encoding.ASCII.GetBytes($"line {i}\n");
                await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            left.SetResult();
        }
    }
}
