using Supervisor.Control.Client.XmlRpc;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class XmlRpcControlClient
{
    public async Task<IReadOnlyList<ProcessInfo>> ListProcessesAsync(string? group = null, CancellationToken cancellationToken = default) =>
        await CallAsync<IReadOnlyList<ProcessInfo>>(
            new RpcCall("supervisor.getAllProcessInfo"),
            all => [.. all.AsList.Select(RpcInfo.Process).Where(process => group is null || process.Group == group)],
            cancellationToken).ConfigureAwait(false);

    public Task<ProcessInfo> GetProcessAsync(string group, string name, CancellationToken cancellationToken = default) =>
        CallAsync(new RpcCall("supervisor.getProcessInfo", Spec(group, name)), RpcInfo.Process, cancellationToken);

    /// <remarks>XML-RPC has no restart: it is a stop, whatever became of it, and a start.</remarks>
    public async Task<OperationResult> OperateProcessAsync(
        string group, string name, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default)
    {
        if (verb != ProcessVerb.Restart)
            return await OneAsync(Verb(verb, "Process"), group, name, cancellationToken, new RpcBoolean(wait)).ConfigureAwait(false);
        try
        {
            // What is not gone cannot be started.
            await OneAsync("stopProcess", group, name, cancellationToken).ConfigureAwait(false);
        }
        catch (ControlException e) when (e.Code == ErrorCodes.NotRunning)
        {
            // Then there is nothing to stop.
        }

        return await OneAsync("startProcess", group, name, cancellationToken, new RpcBoolean(wait)).ConfigureAwait(false);
    }

    public async Task<OperationResults> OperateGroupAsync(
        string group, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default)
    {
        if (verb != ProcessVerb.Restart)
            return await ManyAsync(Verb(verb, "ProcessGroup"), cancellationToken, group, new RpcBoolean(wait)).ConfigureAwait(false);
        await ManyAsync("stopProcessGroup", cancellationToken, group).ConfigureAwait(false);
        return await ManyAsync("startProcessGroup", cancellationToken, group, new RpcBoolean(wait)).ConfigureAwait(false);
    }

    public async Task<OperationResults> OperateAllAsync(
        ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default)
    {
        if (verb != ProcessVerb.Restart)
            return await ManyAsync(Verb(verb, "AllProcesses"), cancellationToken, new RpcBoolean(wait)).ConfigureAwait(false);
        await ManyAsync("stopAllProcesses", cancellationToken).ConfigureAwait(false);
        return await ManyAsync("startAllProcesses", cancellationToken, new RpcBoolean(wait)).ConfigureAwait(false);
    }

    public Task<OperationResult> SignalProcessAsync(
        string group, string name, string signal, CancellationToken cancellationToken = default) =>
        OneAsync("signalProcess", group, name, cancellationToken, signal);

    public Task<OperationResults> SignalGroupAsync(string group, string signal, CancellationToken cancellationToken = default) =>
        ManyAsync("signalProcessGroup", cancellationToken, group, signal);

    public Task<OperationResults> SignalAllAsync(string signal, CancellationToken cancellationToken = default) =>
        ManyAsync("signalAllProcesses", cancellationToken, signal);

    /// <remarks>Python's supervisord takes UTF-8 only.</remarks>
    public Task<OperationResult> SendStdinAsync(
        string group, string name, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        OneAsync("sendProcessStdin", group, name, cancellationToken, new RpcBytes(data));

    private async Task<OperationResult> OneAsync(
        string method, string group, string name, CancellationToken cancellationToken, params IReadOnlyList<RpcValue> more)
    {
        await CallAsync(method, cancellationToken, [Spec(group, name), .. more]).ConfigureAwait(false);
        return new OperationResult { Group = group, Name = name, Code = ErrorCodes.Ok };
    }

    private Task<OperationResults> ManyAsync(string method, CancellationToken cancellationToken, params IReadOnlyList<RpcValue> arguments)
    {
        var call = new RpcCall($"supervisor.{method}", arguments);
        return CallAsync(call, results => RpcInfo.Results(results, call), cancellationToken);
    }

    private static string Verb(ProcessVerb verb, string target) => (verb == ProcessVerb.Start ? "start" : "stop") + target;

    private static string Spec(string group, string name) => $"{group}:{name}";
}
