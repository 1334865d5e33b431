using System.Net.Sockets;
using System.Text;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Bad and too many clients: the daemon lives, answers, and its programs are as before.</summary>
public sealed class RobustnessTests : EndToEndTest
{
    private const string Programs = """
        [program.web]
        command = ["sleep", "1000"]
        startsecs = 0
        """;

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("GET /v1/info HTTP/9.9\r\n\r\n")]
    [InlineData("GET /v1/info HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/info HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n")]
    [InlineData("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("GET /v1/processes/%zz/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task A_malformed_request_is_refused(string request)
    {
        var daemon = await StartAsync(Programs);
        var answer = await TalkAsync(daemon, Encoding.ASCII.GetBytes(request));

        Assert.Matches("^HTTP/1.1 (4|5)\\d\\d ", answer);
        await UndisturbedAsync(daemon);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        var daemon = await StartAsync(Programs);
        var request = "GET /v1/info HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 5000).Select(number => $"X-{number}: {new string('y', 100)}\r\n"));
        var answer = await TalkAsync(daemon, Encoding.ASCII.GetBytes(request));

        // The answer can be lost when the connection is closed under what is still being sent.
        if (answer.Length > 0) Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        await UndisturbedAsync(daemon);
    }

    [Fact]
    public async Task A_body_beyond_a_mebibyte_is_refused()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        using var body = new ByteArrayContent(new byte[(1024 * 1024) + 1]);
        var status = 0;
        try
        {
            using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/web/web/stdin", body);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException exception) when (exception.InnerException is IOException)
        {
            // Cut off while still sending: refused as well.
            status = 413;
        }

        Assert.Equal(413, status);
        await UndisturbedAsync(daemon);
    }

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        var daemon = await StartAsync(Programs);
        var random = new Random(20_260_101);
        for (var round = 0; round < 100; round++)
        {
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            await TalkAsync(daemon, bytes, closes: true);
        }

        await UndisturbedAsync(daemon);
    }

    [Fact]
    public async Task Clients_that_say_nothing_or_only_half_keep_nobody_out()
    {
        var daemon = await StartAsync(Programs);
        var connections = new List<NetworkStream>();
        try
        {
            for (var number = 0; number < 300; number++)
            {
                var connection = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
                connections.Add(connection);
                if (number % 2 == 0) await connection.WriteAsync("GET /v1/info HTT"u8.ToArray(), TestContext.Current.CancellationToken);
            }

            await UndisturbedAsync(daemon);
            Assert.Equal($"{daemon.Pid}\n", (await daemon.Ctl("pid")).Stdout);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Two_hundred_clients_at_once_are_all_answered()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("web", "RUNNING");
        var codes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var client = new ControlApi(daemon.SocketPath);
            var (status, body) = number % 4 == 0
                ? await client.PostAsync("/v1/processes/web/web/start")
                : await client.JsonAsync(HttpMethod.Get, "/v1/processes/web/web");
            return number % 4 == 0 ? body.GetProperty("code").GetString() : $"{status}";
        }));

        Assert.Equal(50, codes.Count(code => code == "already_started"));
        Assert.Equal(150, codes.Count(code => code == "200"));
        await UndisturbedAsync(daemon);
    }

    [Fact]
    public async Task Commands_against_each_other_leave_every_program_in_a_proper_state()
    {
        var daemon = await StartAsync("""
            [program.web]
            command = ["sleep", "1000"]
            numprocs = 5
            startsecs = 0
            """);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async number =>
        {
            string[] verbs = ["start", "stop", "restart"];
            var (status, _) = await daemon.Control.PostAsync($"/v1/processes/web/web_0{number % 5}/{verbs[number % 3]}");
            Assert.True(status is 200 or 409 or 422, $"status {status}");
        }));
        var (all, _) = await daemon.Control.PostAsync("/v1/start");
        Assert.Equal(200, all);
        var processes = await daemon.Control.ProcessesAsync();
        Assert.All(processes, process => Assert.Equal("RUNNING", process.StateName));

        // Neither lost nor doubled.
        Assert.Equal(processes.Select(process => process.Pid).Order(), daemon.ProgramPids().Order());
    }

    [Fact]
    public async Task A_follower_that_does_not_read_holds_nobody_up()
    {
        var daemon = await StartAsync("""
            [program.flood]
            command = ["sh", "-c", "seq 1 2000000; echo end >&2; exec sleep 1000"]
            autostart = false
            startsecs = 0
            stdout_logfile = "${here}/flood.log"
            stdout_logfile_maxbytes = "1MB"
            stdout_logfile_backups = 2
            stderr_logfile = "${here}/flood.err"
            """);
        await daemon.Control.OperateAsync("flood", "start");
        var followers = new List<NetworkStream>();
        try
        {
            for (var number = 0; number < 5; number++)
            {
                var follower = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
                followers.Add(follower);
                await follower.WriteAsync("GET /v1/processes/flood/flood/logs/stdout?follow=true HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }

            await daemon.FileHasAsync("flood.err", "end\n");
            Assert.Equal("ok", await daemon.Control.OperateAsync("flood", "stop"));
            Assert.EndsWith("\n2000000\n", daemon.ReadShared("flood.log"), StringComparison.Ordinal);
        }
        finally
        {
            followers.ForEach(follower => follower.Dispose());
        }
    }

    // Sends something and reads the answer's head, or nothing where the other side closes without a word.
    private static async Task<string> TalkAsync(RunningSupervisor daemon, byte[] bytes, bool closes = false)
    {
        await using var connection = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        try
        {
            await connection.WriteAsync(bytes, TestContext.Current.CancellationToken);
            if (closes) connection.Socket.Shutdown(SocketShutdown.Send);
            var count = await connection.ReadAsync(answer, TestContext.Current.CancellationToken)
                .AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return Encoding.UTF8.GetString(answer, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task UndisturbedAsync(RunningSupervisor daemon)
    {
        Assert.False(daemon.HasEnded);
        await daemon.ReachesAsync("web", "RUNNING");
        using var another = new ControlApi(daemon.SocketPath);
        Assert.Equal("RUNNING", Assert.Single(await another.ProcessesAsync()).StateName);
        await daemon.LogsAsync("spawned:");
        Assert.Single(daemon.MainLogLines(), line => line.Contains("spawned:", StringComparison.Ordinal));
    }
}
