using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

/// <summary>
/// A client of the JSON control API of one supervisord. It is thread-safe: calls may run at the same time.
/// No call has a time limit of its own, since a start or a stop takes as long as its program: cancel with the token.
/// </summary>
/// <remarks>
/// Every call throws <see cref="ControlException"/> when supervisord cannot be reached or answers with an error, and
/// <see cref="OperationCanceledException"/> when its token is cancelled. A cancelled call may have been carried out.
/// </remarks>
public sealed partial class ControlClient : IControlClient
{
    // What is longer than a list of 100,000 processes, or says so, comes as it comes.
    private const long MaxExpectedBytes = 64 * 1024 * 1024;

    private readonly ControlTransport _transport;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    public ControlClient(ControlEndpoint endpoint, ControlCredentials? credentials = null) =>
        _transport = new ControlTransport(endpoint, credentials);

    public ControlEndpoint Endpoint => _transport.Endpoint;

    /// <summary>The version of the JSON API that this client speaks.</summary>
    public string ApiVersion => "1";

    public void Dispose() => _transport.Dispose();

    private async Task<T> CallAsync<T>(
        HttpMethod method,
        string target,
        JsonTypeInfo<T> answerType,
        CancellationToken cancellationToken,
        HttpContent? content = null,
        Func<ReadOnlySpan<byte>, T?>? plain = null)
        where T : class
    {
        using HttpResponseMessage response = await SendAsync(method, target, content, null, cancellationToken).ConfigureAwait(false);
        try
        {
            // As a whole: the reader of a stream begins anew wherever a piece ends.
            byte[] body = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            return plain?.Invoke(body) ?? JsonSerializer.Deserialize(body, answerType) ?? throw new ControlException(NotThisApi(response.StatusCode));
        }
        catch (JsonException e)
        {
            throw new ControlException(NotThisApi(response.StatusCode), e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ControlException(ConnectionErrors.Lost(Endpoint), e);
        }
    }

    /// <summary>The body, in one array where its length is known: by itself the content comes in pieces through others that are twice as large.</summary>
    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        long length = content.Headers.ContentLength ?? long.MaxValue;
        if (length > MaxExpectedBytes)
            return await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        byte[] body = GC.AllocateUninitializedArray<byte>((int)length);
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return body;
    }

    /// <summary>Sends a request and returns the answer with its body unread; an error answer becomes an exception.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string target,
        HttpContent? content,
        Action<HttpRequestHeaders>? configure,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, target) { Content = content };
        configure?.Invoke(request.Headers);
        HttpResponseMessage response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            throw new ControlException(await ErrorOfAsync(response, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<ControlError> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return NotThisApi(response.StatusCode);
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            Problem? problem = await JsonSerializer.DeserializeAsync(body, WireJson.Default.Problem, cancellationToken).ConfigureAwait(false);
            return problem is null ? NotThisApi(response.StatusCode) : ControlError.Answered(problem);
        }
        catch (JsonException)
        {
            return NotThisApi(response.StatusCode);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return ConnectionErrors.Lost(Endpoint);
        }
    }

    private ControlError NotThisApi(HttpStatusCode status) => ControlError.Of(
        ControlFailure.NotThisApi,
        $"what listens on {Endpoint.Url} does not speak this API (HTTP status {(int)status} without a document it knows)");
}
