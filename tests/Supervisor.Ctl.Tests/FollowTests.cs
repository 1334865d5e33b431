using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Supervisor.Control.Client;
using Supervisor.Ctl.Terminal;
using Supervisor.Testing;
using Supervisor.Testing.Http;

namespace Supervisor.Ctl.Tests;

/// <summary><c>tail -f</c> and <c>fg</c>: what streams until somebody ends it.</summary>
public sealed class FollowTests : IAsyncDisposable
{
    private const string Info = """{"version":"4","identification":"s","pid":1,"state":1,"statename":"RUNNING","config_file":""}""";
    private const string Running = """{"group":"g","name":"p","description":"","state":20,"statename":"RUNNING","pid":7}""";
    private const string Stopped = """{"group":"g","name":"p","description":"","state":0,"statename":"STOPPED","pid":0}""";
    private const string Restarted = """{"group":"g","name":"p","description":"","state":20,"statename":"RUNNING","pid":8}""";
    private const string Ok = """{"group":"g","name":"p","code":"ok"}""";
    private const string StdoutRoute = "GET /v1/processes/g/p/logs/stdout?tail=1024&follow=true";
    private const string StderrRoute = "GET /v1/processes/g/p/logs/stderr?tail=1024&follow=true";
    private const string ProcessRoute = "GET /v1/processes/g/p";
    private const string StdinRoute = "POST /v1/processes/g/p/stdin";

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();
    private readonly Channel<byte[]> _stdout = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _stderr = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _events = Channel.CreateUnbounded<byte[]>();
    private readonly Pipe _input = new();
    private readonly Pipe _screen = new();
    private readonly StringBuilder _seen = new();

    public FollowTests()
    {
        _server.On("GET /v1/info", ScriptedAnswer.Json(200, Info));
        _server.On(StdoutRoute, Stream(_stdout));
        _server.On(StderrRoute, Stream(_stderr));
    }

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_followed_log_is_shown_as_it_grows_until_it_is_interrupted()
    {
        using var interrupt = new CancellationTokenSource();
        Task<int> run = RunAsync("tail -f g:p", interrupt.Token);
        Say(_stdout, "one\n");
        await SeeAsync("==> Press Ctrl-C to exit <==\none\n");
        Say(_stdout, "tw");
        await SeeAsync("tw");
        Say(_stdout, "o\n");
        await SeeAsync("o\n");
        await interrupt.CancelAsync();
        Assert.Equal(0, await run);
        await SeeAsync("\n");
    }

    [Fact]
    public async Task A_followed_log_ends_with_an_error_when_the_server_dies()
    {
        _server.On("GET /v1/log?tail=1024&follow=true", ScriptedAnswer.Raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n"));
        Assert.Equal(1, await RunAsync("maintail -f", None));
        await SeeAsync(
            $"==> Press Ctrl-C to exit <==\none\nerror: the connection to {_server.Url} was lost before the log was complete\n");
    }

    [Fact]
    public async Task Foreground_shows_both_logs_and_passes_each_line_on()
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On("GET /v1/events", Events());
        _server.On(StdinRoute, ScriptedAnswer.Json(200, Ok));
        Task<int> run = RunAsync("fg g:p", None);
        Say(_stdout, "out\n");
        await SeeAsync("==> Press Ctrl-C to exit <==\nout\n");
        Say(_stderr, "err\n");
        await SeeAsync("err\n");
        await TypeAsync("hello\nworld\n");
        await Eventually.IsTrueAsync(() => Sent().SequenceEqual(["hello\n", "world\n"]), "the requests have come");
        // At the end of the input what the process has to say to it is still shown.
        await _input.Writer.CompleteAsync();
        Say(_stdout, "answer\n");
        Assert.Equal(0, await run);
        await SeeAsync("answer\nExiting foreground\n");
    }

    [Theory]
    [InlineData(Stopped)]
    [InlineData(Restarted)]
    public async Task Foreground_ends_when_an_event_tells_that_the_process_has_ended(string after)
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running)).On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, after));
        _server.On("GET /v1/events", Events());
        Task<int> run = RunAsync("fg g:p", None);
        await SeeAsync("==> Press Ctrl-C to exit <==\n");
        await Eventually.IsTrueAsync(() => _server.Received.Count(r => r.Route == ProcessRoute) == 2, "the requests have come");
        Say(_events, "event: tick\ndata: {}\n\n");
        Say(_stdout, "last words\n");
        Say(_events, "event: process_state\ndata: {}\n\n");
        Assert.Equal(0, await run);
        await SeeAsync("last words\nProcess got killed\nExiting foreground\n");
    }

    [Fact]
    public async Task Foreground_asks_a_server_without_events()
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running)).On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On(ProcessRoute, ScriptedAnswer.Problem(404, "no_such_process", "gone"));
        _server.On("GET /v1/events", ScriptedAnswer.Problem(404, "not_found", "no events here"));
        Assert.Equal(0, await RunAsync("fg g:p", None));
        await SeeAsync("==> Press Ctrl-C to exit <==\nProcess got killed\nExiting foreground\n");
    }

    [Fact]
    public async Task Foreground_ends_when_the_process_takes_no_more_input()
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On("GET /v1/events", Events());
        _server.On(StdinRoute, ScriptedAnswer.Problem(409, "not_running", "g:p is not running"));
        Task<int> run = RunAsync("fg g:p", None);
        await TypeAsync("x\n");
        Assert.Equal(0, await run);
        await SeeAsync("==> Press Ctrl-C to exit <==\nProcess got killed\nExiting foreground\n");
    }

    [Fact]
    public async Task Foreground_tells_why_input_cannot_be_passed_on()
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On("GET /v1/events", Events());
        _server.On(StdinRoute, ScriptedAnswer.Problem(422, "no_file", "the standard input of g:p is closed"));
        Task<int> run = RunAsync("fg g:p", None);
        await TypeAsync("x\n");
        Assert.Equal(1, await run);
        await SeeAsync("==> Press Ctrl-C to exit <==\nerror: the standard input of g:p is closed\nExiting foreground\n");
    }

    [Fact]
    public async Task Foreground_is_left_by_an_interrupt()
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Running));
        _server.On("GET /v1/events", Events());
        using var interrupt = new CancellationTokenSource();
        Task<int> run = RunAsync("fg g:p", interrupt.Token);
        await SeeAsync("==> Press Ctrl-C to exit <==\n");
        await interrupt.CancelAsync();
        Assert.Equal(0, await run);
        await SeeAsync("\nExiting foreground\n");
    }

    [Theory]
    [InlineData("fg", "ERROR: no process name supplied\nfg <process>\tConnect to a process in foreground mode\n\t\tCtrl-C to exit\n")]
    [InlineData("fg a b", "ERROR: too many process names supplied\n")]
    [InlineData("fg zz", "ERROR: bad process name supplied\n")]
    [InlineData("fg g:*", "ERROR: bad process name supplied\n")]
    [InlineData("fg g:p", "ERROR: process not running\n")]
    public async Task Foreground_takes_one_running_process(string command, string output)
    {
        _server.On(ProcessRoute, ScriptedAnswer.Json(200, Stopped));
        _server.On("GET /v1/processes/zz/zz", ScriptedAnswer.Problem(404, "no_such_process", "no such process: zz"));
        Assert.Equal(1, await RunAsync(command, None));
        await SeeAsync(output);
    }

    public async ValueTask DisposeAsync()
    {
        await _input.Writer.CompleteAsync();
        await _server.DisposeAsync();
    }

    private static void Say(Channel<byte[]> channel, string text) => channel.Writer.TryWrite(Encoding.UTF8.GetBytes(text));

    private static ScriptedAnswer Stream(Channel<byte[]> channel) =>
        ScriptedAnswer.Stream("application/octet-stream", Pieces(channel, None));

    private static async IAsyncEnumerable<byte[]> Pieces(
        Channel<byte[]> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (byte[] piece in channel.Reader.ReadAllAsync(cancellationToken))
            yield return piece;
    }

    private ScriptedAnswer Events() => ScriptedAnswer.Stream("text/event-stream", Pieces(_events, None));

    private IEnumerable<string> Sent() =>
        _server.Received.Where(r => r.Route == StdinRoute).Select(r => Encoding.UTF8.GetString(r.Body));

    private async Task TypeAsync(string text) => await _input.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), None);

    private async Task<int> RunAsync(string command, CancellationToken cancellationToken)
    {
        Assert.True(ControlEndpoint.TryParse(_server.Url, out ControlEndpoint? endpoint, out _));
        var output = new TextOutput(_screen.Writer.AsStream());
        using var errors = new MemoryStream();
        var application = new Application(output, new TextOutput(errors), _input.Reader.AsStream(), inputIsTerminal: false);
        int exitCode = await application.RunAsync(new ClientSettings(endpoint), command.Split(' '), cancellationToken);
        await _screen.Writer.CompleteAsync();
        return exitCode;
    }

    /// <summary>Waits until exactly this has come to the screen since the last time.</summary>
    private async Task SeeAsync(string expected)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (_seen.Length < expected.Length)
        {
            ReadResult read = await _screen.Reader.ReadAsync(deadline.Token);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
                _seen.Append(Encoding.UTF8.GetString(piece.Span));
            _screen.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        Assert.Equal(expected, _seen.ToString());
        _seen.Clear();
    }
}
