using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Supervisor.Testing.Http;

/// <summary>
/// An HTTP/1.1 server on a Unix socket (or a TCP port) that gives the answers it was told to, byte for byte, wrong ones too. A route
/// that has several answers gives them in order and then repeats the last. An unknown route gets a 500 that names it.
/// </summary>
public sealed class ScriptedHttpServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ScriptedAnswer>> _script = new();
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly string? _folder;
    private readonly Task _accepting;

    private ScriptedHttpServer(Socket listener, string? folder, string url)
    {
        _listener = listener;
        _folder = folder;
        Url = url;
        _accepting = AcceptAsync();
    }

    /// <summary><c>unix:///path</c> or <c>http://127.0.0.1:port</c>.</summary>
    public string Url { get; }

    /// <summary>The requests so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <summary>The scripted routes that nobody asked for.</summary>
    public IEnumerable<string> Unused => _script.Keys.Except(_received.Select(request => request.Route)).Order(StringComparer.Ordinal);

    public static ScriptedHttpServer OnUnixSocket()
    {
        string folder = Directory.CreateTempSubdirectory("scripted-http").FullName;
        string path = Path.Combine(folder, "s.sock");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return new ScriptedHttpServer(listener, folder, $"unix://{path}");
    }

    public static ScriptedHttpServer OnTcp()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return new ScriptedHttpServer(listener, null, $"http://{listener.LocalEndPoint}");
    }

    /// <summary>Adds an answer to a route such as <c>GET /v1/info</c>.</summary>
    public ScriptedHttpServer On(string route, ScriptedAnswer answer)
    {
        _script.GetOrAdd(route, _ => new ConcurrentQueue<ScriptedAnswer>()).Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll([_accepting, .. _connections.Keys]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptAsync(_stop.Token);
            Task connection = ServeAsync(socket);
            _connections.TryAdd(connection, true);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = new RequestReader(stream);
        while (await reader.ReadAsync(_stop.Token) is { } request)
        {
            ScriptedAnswer answer = AnswerTo(request.Route);
            _received.Enqueue(request);
            await stream.WriteAsync(answer.Bytes, _stop.Token);
            if (answer.More is { } more)
                await more(stream, _stop.Token);
            if (answer.Close || answer.More is not null)
                return;
        }
    }

    private ScriptedAnswer AnswerTo(string route)
    {
        if (!_script.TryGetValue(route, out ConcurrentQueue<ScriptedAnswer>? answers))
            return ScriptedAnswer.Problem(500, "internal", $"the script has no answer to {route}");
        return answers.Count > 1 && answers.TryDequeue(out ScriptedAnswer? next) ? next
            : answers.TryPeek(out ScriptedAnswer? last) ? last
            : throw new InvalidOperationException($"no answer left for {route}");
    }
}
