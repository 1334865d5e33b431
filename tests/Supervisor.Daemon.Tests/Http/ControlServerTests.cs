using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http;
using Supervisor.Testing;

namespace Supervisor.Daemon.Tests.Http;

public sealed class ControlServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ControlServer _server = new(context => context.Response.WriteAsync("hello"), TimeSpan.FromMilliseconds(1));

    private string Path => _folder["s.sock"];

    public ValueTask InitializeAsync()
    {
        _server.Serve(Spec(Path), Bind(Path));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task No_connection_is_lost_while_the_server_falls_asleep_and_wakes_up()
    {
        // It falls asleep a millisecond after each answer, so that every knock meets it at another point of doing so.
        for (var i = 0; i < 300; i++)
        {
            Assert.EndsWith("hello", await AskAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_idle_connection_is_kept()
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Path), TestContext.Current.CancellationToken);
        var answer = new byte[1024];
        for (var round = 0; round < 2; round++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            var text = "";
            while (!text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                var count = await client.ReceiveAsync(answer, TestContext.Current.CancellationToken);
                Assert.NotEqual(0, count);
                text += Encoding.ASCII.GetString(answer, 0, count);
            }

            Assert.StartsWith("HTTP/1.1 200", text, StringComparison.Ordinal);

            // Kestrel looks at its timeouts every second.
            await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Many_at_once_are_all_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskAsync()));

        Assert.All(answers, answer => Assert.EndsWith("hello", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_often_many_come_at_once_while_it_falls_asleep_all_are_answered()
    {
        for (var round = 0; round < 60; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 1 + round).Select(_ => AskAsync()));
            Assert.All(answers, answer => Assert.EndsWith("hello", answer, StringComparison.Ordinal));
            await Task.Delay(round % 4, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task More_than_are_served_at_a_time_wait_for_their_turn()
    {
        var clients = new List<Socket>();
        await AskAsync();
        while (clients.Count < 1_300)
        {
            try
            {
                clients.Add(await ConnectAsync());
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
            {
                // The kernel keeps as many as listen(2) says; who does not wait in connect(2) tries again.
                await Task.Yield();
            }
        }

        var answers = await Task.WhenAll(clients.Select(AskAsync));

        Assert.All(answers, answer => Assert.EndsWith("hello", answer, StringComparison.Ordinal));
    }

    [Fact]
    public void The_socket_has_the_mode_that_was_asked_for() =>
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path));

    [Fact]
    public void A_live_socket_is_refused_with_the_pid_of_its_owner()
    {
        var refused = Assert.Throws<ControlSocketException>(() => Bind(Path));

        Assert.Equal($"another supervisord (pid {Environment.ProcessId}) listens on {Path}", refused.Message);
    }

    [Fact]
    public void A_socket_left_over_by_a_dead_daemon_is_taken_over()
    {
        var stale = _folder["stale.sock"];
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(stale + ".x"));
            File.Move(stale + ".x", stale);
        }

        using var socket = Bind(stale);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(stale));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_not_touched()
    {
        var precious = _folder.Write("precious", "data");

        var refused = Assert.Throws<ControlSocketException>(() => Bind(precious));

        Assert.Contains("no socket", refused.Message, StringComparison.Ordinal);
        Assert.Equal("data", File.ReadAllText(precious));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_said()
    {
        var refused = Assert.Throws<ControlSocketException>(() => Bind(_folder["nowhere/s.sock"]));

        Assert.Contains(_folder["nowhere/s.sock"], refused.Message, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", refused.Message, StringComparison.Ordinal);
    }

    private static Socket Bind(string path) => new(new SafeSocketHandle(ControlSocket.BindUnix(Spec(path)).Release(), ownsHandle: true));

    private static ServerSpec.Unix Spec(string path) => new(path, 0b111_000_000, null, null) { Section = "unix_http_server" };

    private async Task<string> AskAsync() => await AskAsync(await ConnectAsync());

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Path), TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task<string> AskAsync(Socket connected)
    {
        using var client = connected;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), deadline.Token);
        await using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(deadline.Token);
        return answer.Replace("\r\n0\r\n\r\n", "", StringComparison.Ordinal);
    }
}
