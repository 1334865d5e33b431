using System.Net.Sockets;
using System.Text;
using Supervisor.EndToEnd.Tests.Harness;

namespace Supervisor.EndToEnd.Tests;

/// <summary>Hostile bodies and requests: the daemon lives, its programs are as before, and no memory is held.</summary>
public sealed class HttpFuzzTests : EndToEndTest
{
    private const string Programs = """
        [program.web]
        command = ["sh", "-c", "echo hello; exec sleep 1000"]
        startsecs = 0
        stdout_logfile = "${here}/web.log"
        """;

    // None of them changes something, whatever a few bytes of it become.
    private static readonly string[] Calls =
    [
        Call("supervisor.getAllProcessInfo"),
        Call("supervisor.getProcessInfo", "<string>web</string>"),
        Call("supervisor.getAllConfigInfo"),
        Call("supervisor.startProcess", "<string>none:x</string>", "<boolean>1</boolean>"),
        Call("supervisor.readProcessStdoutLog", "<string>web</string>", "<int>0</int>", "<int>0</int>"),
        Call("supervisor.tailProcessStdoutLog", "<string>web</string>", "<int>3</int>", "<int>1000000</int>"),
        Call("supervisor.sendProcessStdin", "<string>none</string>", "<base64>aGVsbG8=</base64>"),
        Call("system.multicall", "<array><data><value><struct><member><name>methodName</name><value>supervisor.getState</value></member></struct></value></data></array>"),
        Call("system.methodHelp", "<string>supervisor.getState</string>"),
    ];

    private static readonly string[] Requests =
    [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /logtail/none HTTP/1.1\r\nHost: x\r\nAccept-Encoding: chunked\r\n\r\n\r\n",
        "GET /tail.html?processname=web&limit=99999999999 HTTP/1.0\r\n\r\n",
        "GET /index.html?message=%3Cb%3E&action= HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET /v1/processes?group=web HTTP/1.1\r\nHost: x\r\nAuthorization: Basic AAAA\r\nOrigin: http://x\r\n\r\n",
        "HEAD /stylesheets/supervisor.css HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
    ];

    [Fact]
    public async Task Mutated_calls_are_answered_and_change_nothing()
    {
        var daemon = await StartAsync(Programs);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        var random = new Random(20_261_123);
        for (var round = 0; round < 2_000; round++)
        {
            using var body = new ByteArrayContent(Mutate(random, Calls[random.Next(Calls.Length)]));
            using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/RPC2", body);
            Assert.True((int)response.StatusCode is 200 or 400, $"round {round}: {response}");
        }

        await UndisturbedAsync(daemon, pid);
    }

    [Fact]
    public async Task Bodies_made_to_cost_memory_hold_none()
    {
        var daemon = await StartAsync(Programs);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        string[] bodies =
        [
            Call("x.y", $"<array><data>{Repeat("<value/>", 120_000)}</data></array>"),
            Call("x.y", Repeat("<array><data><value>", 25_000)),
            Call("x.y", $"<struct>{Repeat("<member><name>a</name><value/></member>", 24_000)}</struct>"),
            Call("x.y", $"<string>{Repeat("&amp;", 200_000)}</string>"),
            Call("system.methodHelp", $"<string>{Repeat("x", 1_000_000)}</string>"),
            Call("system.multicall", $"<array><data>{Repeat("<value><struct><member><name>methodName</name><value>supervisor.getAllProcessInfo</value></member></struct></value>", 8_000)}</data></array>"),
            Repeat("<", 1_000_000),
        ];
        for (var round = 0; round < 40; round++)
        {
            foreach (var text in bodies)
            {
                using var body = new StringContent(text);
                using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/RPC2", body);
                Assert.True((int)response.StatusCode is 200 or 400, response.ToString());
            }
        }

        await UndisturbedAsync(daemon, pid);
        Assert.InRange(ProcFs.MemoryOf(BrainProcess.Of(daemon.Pid)!.Value).Resident / 1024, 1, 300);
    }

    [Fact]
    public async Task Mutated_requests_are_refused_or_answered_and_change_nothing()
    {
        var daemon = await StartAsync(Programs);
        var pid = (await daemon.ReachesAsync("web", "RUNNING")).Pid;
        var random = new Random(20_261_123);
        for (var round = 0; round < 1_000; round++)
        {
            await using var connection = await daemon.Control.ConnectAsync(TestContext.Current.CancellationToken);
            try
            {
                await connection.WriteAsync(Mutate(random, Requests[random.Next(Requests.Length)]), TestContext.Current.CancellationToken);
                connection.Socket.Shutdown(SocketShutdown.Send);
                var answer = new byte[64];
                var count = await connection.ReadAsync(answer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
                if (count > 0) Assert.StartsWith("HTTP/1.1 ", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
            }
            catch (IOException)
            {
                // Cut off under what is still being sent.
            }
        }

        await UndisturbedAsync(daemon, pid);
    }

    private static string Call(string method, params string[] parameters) =>
        $"<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params>{string.Concat(parameters.Select(value => $"<param><value>{value}</value></param>"))}</params></methodCall>";

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static byte[] Mutate(Random random, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], "<>/&;'\"=: \r\n"u8[random.Next(12)], .. bytes[at..]],
                2 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length - 1, at + random.Next(6))..]],
                _ => [.. bytes[..at], .. bytes.AsSpan(random.Next(bytes.Length), 1), .. bytes[at..]],
            };
        }

        return bytes;
    }

    private static async Task UndisturbedAsync(RunningSupervisor daemon, int pid)
    {
        Assert.False(daemon.HasEnded);
        var process = Assert.Single(await daemon.Control.ProcessesAsync());
        Assert.Equal(("web", "RUNNING", pid), (process.Name, process.StateName, process.Pid));
        Assert.DoesNotContain("cannot handle", daemon.MainLog, StringComparison.Ordinal);
    }
}
