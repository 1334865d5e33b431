using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Supervisor.Control.Client;

/// <summary>An open stream of server-sent events (WHATWG HTML, "Server-sent events"). Read it once; dispose it to hang up.</summary>
public sealed class ControlEvents : IAsyncDisposable
{
    private readonly Stream _body;
    private readonly ControlEndpoint _endpoint;

    internal ControlEvents(Stream body, ControlEndpoint endpoint)
    {
        _body = body;
        _endpoint = endpoint;
    }

    /// <summary>The events as they come, until the server ends the stream.</summary>
    /// <exception cref="ControlException">The connection was lost.</exception>
    public async IAsyncEnumerable<ControlEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<SseItem<string>> items = SseParser.Create(_body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        string lastId = "";
        await using (items.ConfigureAwait(false))
        {
            while (await MoveAsync(items).ConfigureAwait(false))
            {
                lastId = items.Current.EventId ?? lastId;
                yield return new ControlEvent(lastId, items.Current.EventType, items.Current.Data);
            }
        }
    }

    public ValueTask DisposeAsync() => _body.DisposeAsync();

    /// <summary>As <see cref="ReadAsync"/>, but a lost connection is an end like any other.</summary>
    internal async IAsyncEnumerable<ControlEvent> ReadUntilLostAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ControlEvent> events = ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (ControlException e) when (e.Error.Failure == ControlFailure.ConnectionLost)
                {
                    yield break;
                }

                yield return events.Current;
            }
        }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ControlException(ConnectionErrors.Lost(_endpoint), e);
        }
    }
}
