using System.Text;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Testing.Http;

namespace Supervisor.Control.Tests;

public sealed class EventsTests : IAsyncDisposable
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private readonly ScriptedHttpServer _server = ScriptedHttpServer.OnUnixSocket();
    private readonly ControlClient _client;

    public EventsTests()
    {
        Assert.True(ControlEndpoint.TryParse(_server.Url, out ControlEndpoint? endpoint, out _));
        _client = new ControlClient(endpoint);
    }

    [Fact]
    public async Task Events_come_with_id_type_and_data()
    {
        Answer("id: 1\nevent: process_state\ndata: {\"a\":\ndata: 1}\n\n: a comment\n\nid: 2\nevent: tick\ndata: {}\n\nevent: tick\ndata: {}\n\n");
        await using ControlEvents events = await _client.OpenEventsAsync(cancellationToken: None);
        List<ControlEvent> all = await events.ReadAsync(None).ToListAsync(None);
        Assert.Equal(
            [new ControlEvent("1", "process_state", "{\"a\":\n1}"), new ControlEvent("2", "tick", "{}"), new ControlEvent("2", "tick", "{}")],
            all);
        Assert.Equal("text/event-stream", _server.Received[0].Headers["Accept"]);
        Assert.False(_server.Received[0].Headers.ContainsKey("Last-Event-ID"));
    }

    [Fact]
    public async Task A_reader_goes_on_after_the_last_event_when_the_connection_is_lost()
    {
        Answer("id: 7\nevent: tick\ndata: 1\n\nid: 8\nevent: tick\ndata: 2\n\n", cut: true);
        Answer("id: 9\nevent: tick\ndata: 3\n\n");
        Answer("id: 10\nevent: tick\ndata: 4\n\n");
        var seen = new List<string>();
        await foreach (ControlEvent item in _client.ReadEventsAsync("6", TimeSpan.FromMilliseconds(1), None))
        {
            seen.Add(item.Data);
            if (seen.Count == 4)
                break;
        }

        Assert.Equal(["1", "2", "3", "4"], seen);
        Assert.Equal(["6", "8", "9"], _server.Received.Select(request => request.Headers["Last-Event-ID"]));
    }

    [Fact]
    public async Task A_lost_connection_ends_a_plain_stream_with_an_error()
    {
        Answer("id: 7\nevent: tick\ndata: 1\n\n", cut: true);
        await using ControlEvents events = await _client.OpenEventsAsync(cancellationToken: None);
        ControlException e = await Assert.ThrowsAsync<ControlException>(async () => await events.ReadAsync(None).ToListAsync(None));
        Assert.Equal(ControlFailure.ConnectionLost, e.Error.Failure);
    }

    [Fact]
    public async Task A_reader_stops_at_an_answer_that_refuses()
    {
        Answer("id: 7\nevent: tick\ndata: 1\n\n");
        _server.On("GET /v1/events", ScriptedAnswer.Problem(503, ErrorCodes.ShuttingDown, "going down"));
        ControlException e = await Assert.ThrowsAsync<ControlException>(async () =>
            await _client.ReadEventsAsync(null, TimeSpan.FromMilliseconds(1), None).ToListAsync(None));
        Assert.Equal(ErrorCodes.ShuttingDown, e.Code);
    }

    [Fact]
    public async Task What_is_no_event_stream_is_not_this_api()
    {
        _server.On("GET /v1/events", ScriptedAnswer.Json(200, "[]"));
        ControlException e = await Assert.ThrowsAsync<ControlException>(() => _client.OpenEventsAsync(cancellationToken: None));
        Assert.Equal(ControlFailure.NotThisApi, e.Error.Failure);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        _server.On("GET /v1/events", new ScriptedAnswer(
            Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"),
            (_, token) => Task.Delay(Timeout.Infinite, token)));
        await using ControlEvents events = await _client.OpenEventsAsync(cancellationToken: None);
        using var cancel = new CancellationTokenSource();
        ValueTask<List<ControlEvent>> reading = events.ReadAsync(cancel.Token).ToListAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private void Answer(string events, bool cut = false) =>
        _server.On("GET /v1/events", ScriptedAnswer.Stream("text/event-stream", Pieces(events), cut));

    /// <summary>Five bytes at a time, so that events come in pieces.</summary>
    private static async IAsyncEnumerable<byte[]> Pieces(string text)
    {
        foreach (byte[] piece in Encoding.UTF8.GetBytes(text).Chunk(5))
        {
            await Task.Yield();
            yield return piece;
        }
    }
}
