using System.Globalization;
using System.Text;
using Supervisor.Control.Client.XmlRpc;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class XmlRpcControlClient
{
    /// <remarks>Followed logs come as <c>/logtail</c> streams, which begin with the last 1,024 bytes whatever <paramref name="tail"/> says.</remarks>
    public Task<Stream> OpenLogAsync(
        string group,
        string name,
        LogChannel channel,
        long? tail = null,
        bool follow = false,
        CancellationToken cancellationToken = default)
    {
        bool stdout = channel == LogChannel.Stdout;
        return follow
            ? StreamAsync($"logtail/{Uri.EscapeDataString(Spec(group, name))}/{(stdout ? "stdout" : "stderr")}", cancellationToken)
            : ReadLogAsync(stdout ? "readProcessStdoutLog" : "readProcessStderrLog", tail, cancellationToken, Spec(group, name));
    }

    /// <inheritdoc cref="OpenLogAsync"/>
    public Task<Stream> OpenMainLogAsync(long? tail = null, bool follow = false, CancellationToken cancellationToken = default) =>
        follow ? StreamAsync("mainlogtail", cancellationToken) : ReadLogAsync("readLog", tail, cancellationToken);

    public Task<OperationResult> ClearLogsAsync(string group, string name, CancellationToken cancellationToken = default) =>
        OneAsync("clearProcessLogs", group, name, cancellationToken);

    public Task<OperationResults> ClearAllLogsAsync(CancellationToken cancellationToken = default) =>
        ManyAsync("clearAllProcessLogs", cancellationToken);

    public Task ClearMainLogAsync(CancellationToken cancellationToken = default) => CallAsync("clearLog", cancellationToken);

    private async Task<Stream> ReadLogAsync(
        string method, long? tail, CancellationToken cancellationToken, params IReadOnlyList<RpcValue> target)
    {
        // A negative offset with length 0 is the end of the log; 0 and 0 is all of it.
        RpcValue[] arguments = [.. target, new RpcInteger(-(tail ?? 0)), new RpcInteger(0)];
        string text = await CallAsync(
            new RpcCall($"supervisor.{method}", arguments), value => value.AsText, cancellationToken).ConfigureAwait(false);
        return new MemoryStream(Encoding.UTF8.GetBytes(text));
    }

    private async Task<Stream> StreamAsync(string target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        HttpResponseMessage response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // The content stream owns the connection: its disposal releases all that the response holds.
        if (response.IsSuccessStatusCode)
            return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using (response)
        {
            throw new ControlException(ControlError.Answered(new Problem
            {
                Title = response.ReasonPhrase ?? "",
                Status = (int)response.StatusCode,
                Code = ErrorCodes.NoLog,
                Detail = string.Create(CultureInfo.InvariantCulture, $"there is no log at /{target} (HTTP status {(int)response.StatusCode})"),
            }));
        }
    }
}
