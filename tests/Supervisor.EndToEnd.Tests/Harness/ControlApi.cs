using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Supervisor.Control.Wire;

namespace Supervisor.EndToEnd.Tests.Harness;

/// <summary>The JSON API of a daemon, over its Unix socket.</summary>
internal sealed class ControlApi : IDisposable
{
    private readonly HttpClient _http;

    public ControlApi(string socketPath)
    {
        SocketPath = socketPath;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) => await ConnectAsync(token),
            UseProxy = false,

            // Each request has a connection of its own. One that is kept open keeps the server awake, and the end of one to a brain that a test has
            // killed may be heard only when the next brain is asked.
            PooledConnectionLifetime = TimeSpan.Zero,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://localhost"),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public string SocketPath { get; }

    /// <summary>A connection for what no HTTP client would send.</summary>
    public async Task<NetworkStream> ConnectAsync(CancellationToken token = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, bool streaming = false) =>
        _http.SendAsync(
            new HttpRequestMessage(method, path) { Content = body },
            streaming ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);

    /// <summary>The answer's status and document.</summary>
    public async Task<(int Status, JsonElement Body)> JsonAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public Task<(int Status, JsonElement Body)> PostAsync(string path) => JsonAsync(HttpMethod.Post, path);

    public async Task<IReadOnlyList<ProcessInfo>> ProcessesAsync() =>
        (await _http.GetFromJsonAsync("/v1/processes", WireJson.Default.IReadOnlyListProcessInfo))!;

    /// <param name="namespec"><c>group:name</c>, or the name alone where the group has the same.</param>
    public async Task<ProcessInfo> ProcessAsync(string namespec)
    {
        var (group, name) = Split(namespec);
        return (await _http.GetFromJsonAsync($"/v1/processes/{group}/{name}", WireJson.Default.ProcessInfo))!;
    }

    /// <summary>The events with a higher id, up to the one that has a text for the nth time.</summary>
    public async Task<IReadOnlyList<(long Id, string Data)>> EventsAfterAsync(long id, string until, int times = 1)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events");
        request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        var events = new List<(long, string)>();
        var current = 0L;
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("id:", StringComparison.Ordinal)) current = long.Parse(line[3..], System.Globalization.CultureInfo.InvariantCulture);
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            events.Add((current, line[5..].Trim()));
            if (line.Contains($"\"{until}\"", StringComparison.Ordinal) && --times == 0) break;
        }

        return events;
    }

    public async Task<SupervisorInfo> InfoAsync() =>
        (await _http.GetFromJsonAsync("/v1/info", WireJson.Default.SupervisorInfo))!;

    /// <summary>The code of the answer to <c>POST /v1/processes/{group}/{name}/{verb}</c>: <c>ok</c> or the problem's.</summary>
    public async Task<string> OperateAsync(string namespec, string verb)
    {
        var (group, name) = Split(namespec);
        return (await PostAsync($"/v1/processes/{group}/{name}/{verb}")).Body.GetProperty("code").GetString()!;
    }

    public async Task<byte[]> LogAsync(string namespec, string stream, long? tail = null)
    {
        var (group, name) = Split(namespec);
        return await _http.GetByteArrayAsync($"/v1/processes/{group}/{name}/logs/{stream}{(tail is { } bytes ? $"?tail={bytes}" : "")}");
    }

    public static (string Group, string Name) Split(string namespec) =>
        namespec.Split(':') is [var group, var name] ? (group, name) : (namespec, namespec);

    public void Dispose() => _http.Dispose();
}
