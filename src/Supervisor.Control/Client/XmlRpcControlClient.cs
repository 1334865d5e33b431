using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Supervisor.Control.Client.XmlRpc;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

/// <summary>
/// A client of supervisord's XML-RPC, which Python's supervisord (3.2 and later) speaks as well as this one. It has the calls of
/// <see cref="ControlClient"/>, as far as XML-RPC has words for them. It is thread-safe.
/// </summary>
public sealed partial class XmlRpcControlClient : IControlClient
{
    /// <summary>The longest answer that is taken, in bytes.</summary>
    private const int MaxAnswer = 64 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Xml = new("text/xml");

    private readonly ControlTransport _transport;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    public XmlRpcControlClient(ControlEndpoint endpoint, ControlCredentials? credentials = null) =>
        _transport = new ControlTransport(endpoint, credentials);

    public ControlEndpoint Endpoint => _transport.Endpoint;

    /// <summary>The version of supervisord's XML-RPC API, the same since supervisord 3.0.</summary>
    public string ApiVersion => "3.0";

    public void Dispose() => _transport.Dispose();

    private Task<RpcValue> CallAsync(string method, CancellationToken cancellationToken, params IReadOnlyList<RpcValue> arguments) =>
        CallAsync(new RpcCall($"supervisor.{method}", arguments), cancellationToken);

    private Task<RpcValue> CallAsync(RpcCall call, CancellationToken cancellationToken) =>
        CallAsync(call, value => value, cancellationToken);

    /// <summary>Calls a method and makes something of what it returns; <paramref name="read"/> may find it to be nothing that it knows.</summary>
    private async Task<T> CallAsync<T>(RpcCall call, Func<RpcValue, T> read, CancellationToken cancellationToken)
    {
        string text = await PostAsync(call, cancellationToken).ConfigureAwait(false);
        try
        {
            RpcValue value = RpcAnswer.Read(text, out bool isFault);
            if (!isFault)
                return read(value);
            int code = (int)value.Field("faultCode").AsInteger;
            string words = value.Field("faultString").AsText;
            throw new ControlException(code == RpcFaults.UnknownMethod
                ? NotThisApi($"it has no method {call.Method}")
                : RpcFaults.ToError(code, words, call));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ControlException(NotThisApi($"its answer to {call.Method} cannot be read: {e.Message}"), e);
        }
    }

    private async Task<string> PostAsync(RpcCall call, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(RpcRequest.Write(call.Method, call.Arguments));
        content.Headers.ContentType = Xml;
        using var request = new HttpRequestMessage(HttpMethod.Post, "RPC2") { Content = content };
        using HttpResponseMessage response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.InternalServerError)
            throw new ControlException(Crashed(call));
        if (response.StatusCode != HttpStatusCode.OK)
            throw new ControlException(NotThisApi($"HTTP status {Number((int)response.StatusCode)} to {call.Method}"));
        return Encoding.UTF8.GetString(await ReadAsync(response, cancellationToken).ConfigureAwait(false));
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxAnswer)
            throw new ControlException(TooLong());
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                using var copy = new MemoryStream();
                byte[] buffer = new byte[64 * 1024];
                while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
                {
                    if (copy.Length + count > MaxAnswer)
                        throw new ControlException(TooLong());
                    copy.Write(buffer, 0, count);
                }

                return copy.ToArray();
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ControlException(ConnectionErrors.Lost(Endpoint), e);
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private ControlError NotThisApi(string reason) => ControlError.Of(
        ControlFailure.NotThisApi, $"what listens on {Endpoint.Url} does not speak supervisord's XML-RPC: {reason}");

    private ControlError Unsupported(string verb) => ControlError.Of(
        ControlFailure.Unsupported,
        $"cannot {verb}: {Endpoint.Url} is a supervisord that is spoken to in XML-RPC, which has no word for it");

    private static ControlError TooLong() => ControlError.Answered(new Problem
    {
        Title = "Too long",
        Status = 200,
        Code = ErrorCodes.TooLarge,
        Detail = $"the answer is longer than the {Number(MaxAnswer)} bytes that are taken",
    });

    /// <summary>Python's supervisord answers so when a method failed in a way it did not foresee; its main log says how.</summary>
    private static ControlError Crashed(RpcCall call) => ControlError.Answered(new Problem
    {
        Title = "Internal Server Error",
        Status = 500,
        Code = ErrorCodes.Internal,
        Detail = $"supervisord failed in {call.Method}; its log says why",
    });
}
