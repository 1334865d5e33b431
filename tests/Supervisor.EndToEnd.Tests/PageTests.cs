using System.Net;
using System.Text;
using Supervisor.EndToEnd.Tests.Harness;
using Supervisor.Testing;

namespace Supervisor.EndToEnd.Tests;

/// <summary>The pages and streams on supervisord's paths.</summary>
public sealed class PageTests : EndToEndTest
{
    private const string Programs = """
        [program.cat]
        command = ["sh", "-c", "echo '<b>&amp;'; echo oops >&2; exec cat"]
        startsecs = 0
        stdout_logfile = "${here}/cat.log"
        stderr_logfile = "${here}/cat.err"

        [program."a\"b<c>"]
        command = "/no/such/<b>"
        autostart = false
        """;

    [Fact]
    public async Task The_status_page_shows_every_process_with_its_actions_and_escapes_them()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("cat", "RUNNING");
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, "/");
        var page = await TextAsync(response);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.Contains("<span class=\"statusrunning\">running</span>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"index.html?processname=cat&amp;action=restart\">Restart</a>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"index.html?processname=cat&amp;action=stop\">Stop</a>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"index.html?processname=cat&amp;action=clearlog\">Clear Log</a>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"logtail/cat/stderr\" target=\"_blank\">Tail -f Stderr</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("processname=cat&amp;action=start\"", page, StringComparison.Ordinal);
        Assert.Contains("a\"b&lt;c&gt;</a>", page, StringComparison.Ordinal);
        Assert.Contains("processname=a%22b%3Cc%3E&amp;action=start\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<c>", page, StringComparison.Ordinal);
        Assert.Contains("action=restartall\">Restart All</a>", page, StringComparison.Ordinal);
        using var other = await daemon.Control.SendAsync(HttpMethod.Get, "/index.html?message=%3Cscript%3E%26");
        Assert.Contains(">&lt;script&gt;&amp;</p>", await TextAsync(other), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action=refresh", "Page refreshed at \\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}")]
    [InlineData("action=stop&processname=cat", "Process cat stopped")]
    [InlineData("action=restart&processname=cat", "Process cat restarted")]
    [InlineData("action=start&processname=cat", "ERROR: Process cat: already started")]
    [InlineData("action=start&processname=a%22b%3Cc%3E", "ERROR: Process a\"b<c>: no such file")]
    [InlineData("action=stop&processname=a%22b%3Cc%3E", "unexpected rpc fault \\[70\\] NOT_RUNNING: a\"b<c>")]
    [InlineData("action=clearlog&processname=cat", "Log for cat cleared")]
    [InlineData("action=start&processname=zz", "No such process named zz")]
    [InlineData("action=stopall", "All stopped at .*")]
    [InlineData("action=restartall", "All restarted at .*")]
    public async Task An_action_is_done_and_told(string query, string message)
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("cat", "RUNNING");
        var (status, location) = await ActAsync(daemon, query);

        Assert.Equal(301, status);
        Assert.StartsWith("http://localhost/?message=", location, StringComparison.Ordinal);
        Assert.Matches($"^{message}$", Uri.UnescapeDataString(location[location.IndexOf('=', StringComparison.Ordinal)..][1..]));
        if (query.Contains("stop", StringComparison.Ordinal) && !query.Contains("%22", StringComparison.Ordinal)) await daemon.ReachesAsync("cat", "STOPPED");
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Referer", "http://evil.example/page")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    public async Task A_page_of_another_site_can_do_nothing(string header, string value)
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("cat", "RUNNING");
        Assert.Equal(403, (await ActAsync(daemon, "action=stopall", (header, value))).Status);
        if (header != "Sec-Purpose")
        {
            foreach (var path in new[] { "/RPC2", "/v1/stop", "/?action=stopall" })
            {
                Assert.Equal(403, (await ActAsync(daemon, path, (header, value), HttpMethod.Post)).Status);
            }
        }

        Assert.Equal("RUNNING", (await daemon.Control.ProcessAsync("cat")).StateName);
        Assert.DoesNotContain("stopall", daemon.MainLog, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action=nonsense")]
    [InlineData("action=stop")]
    public async Task What_is_no_action_is_refused(string query)
    {
        var daemon = await StartAsync(Programs);
        Assert.Equal(400, (await ActAsync(daemon, query)).Status);
    }

    [Fact]
    public async Task An_action_may_be_posted_as_a_form()
    {
        var daemon = await StartAsync(Programs);
        await daemon.ReachesAsync("cat", "RUNNING");
        using var form = new FormUrlEncodedContent([new("action", "stop"), new("processname", "cat")]);
        using var response = await daemon.Control.SendAsync(HttpMethod.Post, "/index.html", form);
        await daemon.ReachesAsync("cat", "STOPPED");
        await daemon.LogsAsync("requested stop cat");
    }

    [Fact]
    public async Task The_tail_page_shows_the_last_bytes_escaped()
    {
        var daemon = await StartAsync(Programs);
        await daemon.FileHasAsync("cat.log", "\n");
        using var page = await daemon.Control.SendAsync(HttpMethod.Get, "/tail.html?processname=cat&limit=5");
        Assert.Contains("<pre>&lt;b&gt;&amp;amp;\n</pre>", await TextAsync(page), StringComparison.Ordinal);
        using var none = await daemon.Control.SendAsync(HttpMethod.Get, "/tail.html");
        Assert.Contains("<pre>No process name found</pre>", await TextAsync(none), StringComparison.Ordinal);
        using var unknown = await daemon.Control.SendAsync(HttpMethod.Get, "/tail.html?processname=%3Czz%3E");
        Assert.Contains("<pre>ERROR: unexpected rpc fault [10] BAD_NAME: &lt;zz&gt;</pre>", await TextAsync(unknown), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ok.html", 200, "text/plain", "OK")]
    [InlineData("/stylesheets/supervisor.css", 200, "text/css", null)]
    [InlineData("/logtail/zz", 404, "text/html", null)]
    [InlineData("/logtail/cat/nonsense", 404, "text/html", null)]
    [InlineData("/logtail/cat%3A*", 404, "text/html", null)]
    public async Task Fixed_pages(string path, int status, string type, string? body)
    {
        var daemon = await StartAsync(Programs);
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        if (body is not null) Assert.Equal(body, await TextAsync(response));
    }

    [Fact]
    public async Task A_style_that_the_browser_has_is_not_sent_again()
    {
        var daemon = await StartAsync("");
        using var first = await daemon.Control.SendAsync(HttpMethod.Get, "/stylesheets/supervisor.css");
        Assert.Equal(301, (await ActAsync(daemon, "action=refresh")).Status);
        var (status, _) = await ActAsync(
            daemon, "/stylesheets/supervisor.css", ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R", null)), HttpMethod.Get);
        Assert.Equal(304, status);
    }

    [Fact]
    public async Task A_log_is_followed_from_its_last_kilobyte_on()
    {
        var daemon = await StartAsync(Programs);
        await daemon.FileHasAsync("cat.log", "\n");
        await daemon.ReachesAsync("cat", "RUNNING");
        using (var content = new StringContent(new string('x', 2000) + "\n"))
        {
            (await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/cat/cat/stdin", content)).Dispose();
        }

        await Eventually.IsTrueAsync(() => new FileInfo(Folder["cat.log"]).Length > 2000, "all is in the log");
        using var response = await daemon.Control.SendAsync(HttpMethod.Get, "/logtail/cat", streaming: true);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.NotNull(response.Content.Headers.LastModified);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new string('x', 1023) + "\n", await ReadAsync(stream, 1024));
        using (var content = new StringContent("more\n"))
        {
            (await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/cat/cat/stdin", content)).Dispose();
        }

        Assert.Equal("more\n", await ReadAsync(stream, 5));
        await ActAsync(daemon, "action=clearlog&processname=cat");
        using (var content = new StringContent("anew\n"))
        {
            (await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/cat/cat/stdin", content)).Dispose();
        }

        Assert.Equal("anew\n", await ReadAsync(stream, 5));

        // By somebody else, under the reader; a shorter file is how that is seen.
        File.WriteAllBytes(Folder["cat.log"], []);
        using (var content = new StringContent("x\n"))
        {
            (await daemon.Control.SendAsync(HttpMethod.Post, "/v1/processes/cat/cat/stdin", content)).Dispose();
        }

        Assert.Equal("==> File truncated <==\nx\n", await ReadAsync(stream, 25));
        using var main = await daemon.Control.SendAsync(HttpMethod.Get, "/mainlogtail", streaming: true);
        await using var mainStream = await main.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var known = Math.Min(daemon.ReadBytes("supervisord.log").Length, 1024);
        Assert.Equal(known, (await ReadAsync(mainStream, known)).Length);
    }

    private static async Task<(int Status, string Location)> ActAsync(
        RunningSupervisor daemon, string query, (string Name, string Value)? header = null, HttpMethod? method = null)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, token) => await daemon.Control.ConnectAsync(token),
        };
        using var client = new HttpClient(handler);
        var path = query.StartsWith('/') ? query : $"/index.html?{query}";
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"http://localhost{path}");
        if (header is { } extra) request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        if (method == HttpMethod.Post) request.Content = new StringContent("");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.Location?.OriginalString ?? "");
    }

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(bytes);
    }
}
