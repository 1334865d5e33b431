using System.Net;
using System.Net.Http.Headers;

namespace Supervisor.Control.Client;

/// <summary>HTTP to one server: what both clients share of it. Nothing is connected before the first request.</summary>
internal sealed class ControlTransport : IDisposable
{
    private readonly HttpClient _http;

    public ControlTransport(ControlEndpoint endpoint, ControlCredentials? credentials)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Endpoint = endpoint;
        _http = new HttpClient(ControlHandler.For(endpoint), disposeHandler: true)
        {
            BaseAddress = endpoint.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (credentials is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials.ToHeaderParameter());
    }

    public ControlEndpoint Endpoint { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and returns the answer, whatever its status, with its body unread.</summary>
    /// <exception cref="ControlException">There was no answer, or it was that we have to say who we are.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new ControlException(ConnectionErrors.From(e, Endpoint), e);
        }

        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;
        response.Dispose();
        throw new ControlException(ControlError.Of(ControlFailure.Unauthorized, "Server requires authentication"));
    }
}
