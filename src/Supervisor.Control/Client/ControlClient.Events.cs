using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Supervisor.Control.Client;

public sealed partial class ControlClient
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    /// <summary>Opens the stream of events. What happens after this call has returned is in it.</summary>
    /// <param name="lastEventId">Goes on after this event; null starts at now.</param>
    /// <param name="cancellationToken">Ends the opening; give the enumeration its own.</param>
    public async Task<ControlEvents> OpenEventsAsync(string? lastEventId = null, CancellationToken cancellationToken = default)
    {
        HttpResponseMessage response = await SendAsync(
            HttpMethod.Get, ControlPaths.Events, null, headers => Ask(headers, lastEventId), cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != EventStream.MediaType)
        {
            using (response)
                throw new ControlException(NotThisApi(response.StatusCode));
        }

        return new ControlEvents(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Endpoint);
    }

    /// <summary>
    /// Events without an end: after a lost connection it connects again and goes on after the last event, so none is
    /// missed while supervisord still holds it. The first connection must succeed; later it tries until it is cancelled.
    /// </summary>
    /// <param name="lastEventId">Goes on after this event; null starts at now.</param>
    /// <param name="retryDelay">The pause before each attempt to connect again; 1 s when null.</param>
    public async IAsyncEnumerable<ControlEvent> ReadEventsAsync(
        string? lastEventId = null,
        TimeSpan? retryDelay = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ControlEvents? events = await OpenEventsAsync(lastEventId, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (events is not null)
            {
                await using (events.ConfigureAwait(false))
                {
                    await foreach (ControlEvent item in events.ReadUntilLostAsync(cancellationToken).ConfigureAwait(false))
                    {
                        if (item.Id.Length > 0)
                            lastEventId = item.Id;
                        yield return item;
                    }
                }
            }

            await Task.Delay(retryDelay ?? TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
            events = await TryOpenEventsAsync(lastEventId, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Ask(HttpRequestHeaders headers, string? lastEventId)
    {
        headers.Accept.Add(EventStream);
        if (lastEventId is not null)
            headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
    }

    /// <summary>Null while supervisord cannot be reached; an answer that refuses is an error.</summary>
    private async Task<ControlEvents?> TryOpenEventsAsync(string? lastEventId, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenEventsAsync(lastEventId, cancellationToken).ConfigureAwait(false);
        }
        catch (ControlException e) when (e.Error.Failure is ControlFailure.ConnectionRefused or ControlFailure.SocketMissing
            or ControlFailure.ConnectionLost or ControlFailure.Unreachable)
        {
            return null;
        }
    }
}
