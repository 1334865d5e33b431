using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class ControlClient
{
    /// <summary>Opens a process's log. <see cref="ErrorCodes.NoLog"/> if it has none.</summary>
    /// <param name="tail">Only the last so many bytes; null for the whole file.</param>
    /// <param name="follow">Whether the stream goes on with what is written from now on; it then ends when it is disposed or supervisord goes.
    /// Over a crash or an upgrade of supervisord it goes on where it was, as far as a file keeps the log; what cannot be had any more is a line
    /// <c>==&gt; File truncated &lt;==</c>.</param>
    /// <returns>The raw bytes. Reading throws <see cref="IOException"/> when the connection is lost. Dispose it to end the transfer.</returns>
    public Task<Stream> OpenLogAsync(
        string group,
        string name,
        LogChannel channel,
        long? tail = null,
        bool follow = false,
        CancellationToken cancellationToken = default) =>
        OpenAsync(ControlPaths.Log(ControlPaths.Log(group, name, channel), tail, follow), follow, cancellationToken);

    /// <summary>Opens supervisord's own log, as <see cref="OpenLogAsync"/> does for a process.</summary>
    public Task<Stream> OpenMainLogAsync(long? tail = null, bool follow = false, CancellationToken cancellationToken = default) =>
        OpenAsync(ControlPaths.Log(ControlPaths.MainLog, tail, follow), follow, cancellationToken);

    /// <summary>Empties both logs of a process.</summary>
    public Task<OperationResult> ClearLogsAsync(string group, string name, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Delete, ControlPaths.Process(group, name) + "/logs", WireJson.Default.OperationResult, cancellationToken);

    /// <summary>Empties the logs of all processes.</summary>
    public Task<OperationResults> ClearAllLogsAsync(CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Delete, ControlPaths.AllLogs, WireJson.Default.OperationResults, cancellationToken);

    /// <summary>Empties supervisord's own log.</summary>
    public Task ClearMainLogAsync(CancellationToken cancellationToken = default) =>
        SendOnlyAsync(HttpMethod.Delete, ControlPaths.MainLog, cancellationToken);

    private async Task<Stream> OpenAsync(string target, bool follow, CancellationToken cancellationToken)
    {
        if (follow)
        {
            return await FollowedLogStream.OpenAsync(
                (place, token) => SendAsync(HttpMethod.Get, target, null, headers => headers.Add(FollowedLogStream.Request, place), token),
                cancellationToken).ConfigureAwait(false);
        }

        HttpResponseMessage response = await SendAsync(HttpMethod.Get, target, null, null, cancellationToken).ConfigureAwait(false);
        // The content stream owns the connection: its disposal releases all that the response holds.
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }
}
