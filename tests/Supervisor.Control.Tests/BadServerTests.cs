using System.Net.Sockets;
using System.Text;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Testing;
using Supervisor.Testing.Http;

namespace Supervisor.Control.Tests;

/// <summary>Servers that are away, broken, slow, huge, or something else.</summary>
public sealed class BadServerTests : IAsyncDisposable
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();

    [Theory]
    [InlineData("not http at all\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n[{]}x")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n[{}]")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n\xff")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: 3\r\n\r\n???")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")]
    public async Task What_does_not_speak_the_api_is_told_from_what_is_not_there(string answer)
    {
        _server.On("GET /v1/processes", ScriptedAnswer.Raw(answer));
        Assert.Equal(ControlFailure.NotThisApi, (await FailAsync(_server.Url)).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[{\"group\"")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"gr")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\nContent-Length: 100\r\n\r\n{\"ti")]
    public async Task A_server_that_closes_early_is_a_lost_connection(string answer)
    {
        _server.On("GET /v1/processes", ScriptedAnswer.Raw(answer));
        ControlError error = await FailAsync(_server.Url);
        Assert.Equal((ControlFailure.ConnectionLost, "connection_lost"), (error.Failure, error.Code));
    }

    [Fact]
    public async Task A_missing_socket_is_named()
    {
        string url = $"unix://{Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))}";
        ControlError error = await FailAsync(url);
        Assert.Equal((ControlFailure.SocketMissing, "socket_missing"), (error.Failure, error.Code));
        Assert.Equal($"cannot connect to {url}: no such file; is supervisord running?", error.Message);
        Assert.Equal((0, "socket_missing"), (error.ToProblem().Status, error.ToProblem().Code));
    }

    [Fact]
    public async Task A_server_with_more_callers_than_it_can_keep_waiting_is_waited_for()
    {
        using var folder = new TemporaryFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["s"]));
        listener.Listen(1);
        var others = new List<Socket>();
        while (TryConnect(folder["s"]) is { } other) others.Add(other);

        Assert.True(ControlEndpoint.TryParse($"unix://{folder["s"]}", out ControlEndpoint? endpoint, out _));
        using var client = new ControlClient(endpoint);
        Task<IReadOnlyList<ProcessInfo>> asked = client.ListProcessesAsync(cancellationToken: None);
        foreach (Socket other in others) other.Dispose();
        while (!asked.IsCompleted)
        {
            using Socket taken = await listener.AcceptAsync(None);
            if (await taken.ReceiveAsync(new byte[4096], None) == 0)
                continue;
            await taken.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"u8.ToArray(), None);
            break;
        }

        Assert.Empty(await asked);
    }

    private static Socket? TryConnect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "stale.sock");
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            stale.Bind(new UnixDomainSocketEndPoint(path));
        // .NET removes the file of a socket that it bound; a killed server does not.
        using (var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            if (!File.Exists(path))
                bound.Bind(new UnixDomainSocketEndPoint(path));
            Assert.Equal(ControlFailure.ConnectionRefused, (await FailAsync($"unix://{path}")).Failure);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_tcp_port_that_nobody_listens_on_is_refused()
    {
        string url;
        await using (ScriptedHttpServer gone = ScriptedHttpServer.OnTcp())
            url = gone.Url;
        Assert.Equal(ControlFailure.ConnectionRefused, (await FailAsync(url)).Failure);
    }

    [Fact]
    public async Task A_path_through_a_file_is_unreachable()
    {
        string file = Path.GetTempFileName();
        Assert.Equal(ControlFailure.Unreachable, (await FailAsync($"unix://{file}/s.sock")).Failure);
        File.Delete(file);
    }

    [Fact]
    public async Task Wrong_credentials_are_unauthorized()
    {
        _server.On("GET /v1/processes", ScriptedAnswer.Raw(
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"default\"\r\nContent-Length: 0\r\n\r\n"));
        ControlError error = await FailAsync(_server.Url);
        Assert.Equal((ControlFailure.Unauthorized, "unauthorized", 401), (error.Failure, error.Code, error.ToProblem().Status));
    }

    [Fact]
    public async Task A_huge_answer_is_read_whole()
    {
        const int Count = 50_000;
        var json = new StringBuilder("[");
        for (int i = 0; i < Count; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(
                $$"""{"group":"g","name":"n{{i}}","description":"{{new string('x', 100)}}","state":0,"statename":"STOPPED"}""");
        }

        _server.On("GET /v1/processes", ScriptedAnswer.Json(200, json.Append(']').ToString()));
        using ControlClient client = Connect(_server.Url);
        IReadOnlyList<ProcessInfo> processes = await client.ListProcessesAsync(cancellationToken: None);
        Assert.Equal((Count, "n49999"), (processes.Count, processes[^1].Name));
    }

    [Fact]
    public async Task A_slow_server_is_waited_for_until_the_call_is_cancelled()
    {
        _server.On("GET /v1/processes", new ScriptedAnswer([], (_, token) => Task.Delay(Timeout.Infinite, token)));
        using ControlClient client = Connect(_server.Url);
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<ProcessInfo>> call = client.ListProcessesAsync(cancellationToken: cancel.Token);
        await Eventually.IsTrueAsync(() => _server.Received.Count == 1, "the requests have come");
        Assert.False(call.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_body_that_does_not_end_can_be_cancelled()
    {
        byte[] beginning = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[");
        _server.On("GET /v1/processes", new ScriptedAnswer(beginning, (_, token) => Task.Delay(Timeout.Infinite, token)));
        using ControlClient client = Connect(_server.Url);
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyList<ProcessInfo>> call = client.ListProcessesAsync(cancellationToken: cancel.Token);
        await Eventually.IsTrueAsync(() => _server.Received.Count == 1, "the requests have come");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_server_that_closes_after_each_answer_loses_no_call()
    {
        _server.On("GET /v1/processes", ScriptedAnswer.Raw(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"));
        using ControlClient client = Connect(_server.Url);
        for (int i = 0; i < 200; i++)
            Assert.Empty(await client.ListProcessesAsync(cancellationToken: None));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ControlClient Connect(string url)
    {
        Assert.True(ControlEndpoint.TryParse(url, out ControlEndpoint? endpoint, out _));
        return new ControlClient(endpoint);
    }

    private static async Task<ControlError> FailAsync(string url)
    {
        using ControlClient client = Connect(url);
        return (await Assert.ThrowsAsync<ControlException>(() => client.ListProcessesAsync(cancellationToken: None))).Error;
    }
}
