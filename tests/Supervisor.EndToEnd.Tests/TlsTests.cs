using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Mono.Unix.Native;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>TCP servers with TLS, and on IPv6.</summary>
public sealed class TlsTests : EndToEndTest
{
    private readonly int _port = FreePort.Next();

    [Fact]
    public async Task A_server_with_a_certificate_speaks_TLS()
    {
        var certificate = Install("first");
        var daemon = await StartAsync(Server("127.0.0.1"));

        Assert.Equal((certificate.Thumbprint, "OK"), await AskAsync("127.0.0.1", "/ok.html"));
        var (_, redirect) = await AskAsync("127.0.0.1", "/?action=refresh", headers: true);
        Assert.Contains($"Location: https://127.0.0.1:{_port}/?message=", redirect, StringComparison.Ordinal);
        Assert.Equal($"{daemon.Pid}\n", (await CtlAsync("pid")).Stdout);
        var refused = await Command.RunAsync(Binaries.Supervisorctl, "-s", $"https://127.0.0.1:{_port}", "pid");
        Assert.Contains("Its certificate must be one that this system trusts", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_reads_the_certificate_again_and_a_bad_one_changes_nothing()
    {
        Install("first");
        var daemon = await StartAsync(Server("127.0.0.1"));
        var second = Install("second");
        daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("supervisord started with pid", times: 2);
        await Eventually.IsTrueAsync(async () => (await AskAsync("127.0.0.1", "/ok.html")).Thumbprint == second.Thumbprint, () => "the new one is in use");

        Folder.Write("key.pem", "nonsense");
        daemon.Signal(Signum.SIGHUP);
        await daemon.LogsAsync("; [inet_http_server] goes on with the one it has");
        Assert.Equal((second.Thumbprint, "OK"), await AskAsync("127.0.0.1", "/ok.html"));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_an_error_at_the_start()
    {
        Install("first");
        Folder.Write("key.pem", "nonsense");
        var result = await StartInVainAsync(new Setup { Programs = Server("127.0.0.1") });

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"supervisord: cannot use certificate {Folder["cert.pem"]} with key {Folder["key.pem"]}: ", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IPv6_works_with_and_without_TLS()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "needs IPv6");
        var certificate = Install("first");
        var plain = FreePort.Next();
        await StartAsync($"""
            {Server("[::1]")}

            [inet_http_server.plain]
            port = "[::]:{plain}"
            """);

        Assert.Equal((certificate.Thumbprint, "OK"), await AskAsync("::1", "/ok.html"));
        using var client = new HttpClient();
        Assert.Equal("OK", await client.GetStringAsync($"http://[::1]:{plain}/ok.html", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_speaks_no_TLS_is_cut_off_and_keeps_nobody_out()
    {
        Install("first");
        await StartAsync(Server("127.0.0.1"));
        var silent = new List<TcpClient>();
        for (var number = 0; number < 50; number++)
        {
            var client = new TcpClient("127.0.0.1", _port);
            silent.Add(client);
            if (number % 2 == 0) continue;
            await client.GetStream().WriteAsync("GET /ok.html HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.DoesNotContain("HTTP/1.1", await ReadAllAsync(client.GetStream()), StringComparison.Ordinal);
        }

        Assert.Equal("OK", (await AskAsync("127.0.0.1", "/ok.html")).Answer);
        silent.ForEach(client => client.Dispose());
    }

    private string Server(string host) => $"""
        [inet_http_server]
        port = "{host}:{_port}"
        certfile = "cert.pem"
        keyfile = "key.pem"
        """;

    private TestCertificate Install(string subject)
    {
        var certificate = TestCertificate.Create(subject);
        Folder.Write("cert.pem", certificate.Certificate);
        Folder.Write("key.pem", certificate.Key);
        return certificate;
    }

    private Task<CommandResult> CtlAsync(params string[] words) => Command.RunAsync(
        [Binaries.Supervisorctl, "-s", $"https://127.0.0.1:{_port}", .. words],
        "",
        new Dictionary<string, string?> { ["SSL_CERT_FILE"] = Folder["cert.pem"] });

    // The certificate that the server shows, and the body or the whole of its answer.
    private async Task<(string Thumbprint, string Answer)> AskAsync(string host, string path, bool headers = false)
    {
        var thumbprint = "";
        using var client = new TcpClient(host, _port);
        await using var stream = new SslStream(client.GetStream(), false, (_, certificate, _, _) =>
        {
            thumbprint = certificate!.GetCertHashString();
            return certificate.Subject.StartsWith("CN=", StringComparison.Ordinal);
        });
        await stream.AuthenticateAsClientAsync("localhost");
        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {name}:{_port}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        var answer = await ReadAllAsync(stream);
        return (thumbprint, headers ? answer : answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    private static async Task<string> ReadAllAsync(Stream stream)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, deadline.Token);
        }
        catch (IOException)
        {
            // Cut off.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }
}
