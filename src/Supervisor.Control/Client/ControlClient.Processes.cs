using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class ControlClient
{
    /// <summary>The largest piece that one request to a program's standard input carries, in bytes.</summary>
    private const int StdinPiece = 1024 * 1024;

    /// <summary>All processes of the active groups, or of one group, sorted by group and name.</summary>
    public Task<IReadOnlyList<ProcessInfo>> ListProcessesAsync(string? group = null, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, ControlPaths.Processes(group), WireJson.Default.IReadOnlyListProcessInfo, cancellationToken);

    /// <summary>All processes with no more than name, state, description and warnings: a third of the bytes.</summary>
    public Task<IReadOnlyList<ProcessInfo>> ListStatesAsync(CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, ControlPaths.States, WireJson.Default.IReadOnlyListProcessInfo, cancellationToken, plain: ProcessStatesJson.TryRead);

    /// <summary>One process; <see cref="ErrorCodes.NoSuchProcess"/> if there is none.</summary>
    public Task<ProcessInfo> GetProcessAsync(string group, string name, CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, ControlPaths.Process(group, name), WireJson.Default.ProcessInfo, cancellationToken);

    /// <summary>Starts, stops or restarts one process.</summary>
    /// <param name="wait">Whether the answer comes when it is done (a start: RUNNING or failed) or at once.</param>
    /// <param name="holdSockets">With a stop: a start follows, and listening sockets stay open for it, for a minute at most.</param>
    public Task<OperationResult> OperateProcessAsync(
        string group, string name, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default) =>
        PostAsync(ControlPaths.Verb(ControlPaths.Process(group, name), verb, wait, holdSockets), cancellationToken);

    /// <summary>Starts, stops or restarts the processes of a group; one result for each that was touched.</summary>
    public Task<OperationResults> OperateGroupAsync(
        string group, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default) =>
        PostManyAsync(ControlPaths.Verb(ControlPaths.Group(group), verb, wait, holdSockets), cancellationToken);

    /// <summary>Starts, stops or restarts all processes; one result for each that was touched.</summary>
    public Task<OperationResults> OperateAllAsync(
        ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default) =>
        PostManyAsync(ControlPaths.Verb(null, verb, wait, holdSockets), cancellationToken);

    /// <summary>Sends a signal to one process.</summary>
    /// <param name="signal">A name with or without SIG, or a number.</param>
    public Task<OperationResult> SignalProcessAsync(
        string group, string name, string signal, CancellationToken cancellationToken = default) =>
        PostAsync(ControlPaths.Signal(ControlPaths.Process(group, name), signal), cancellationToken);

    /// <summary>Sends a signal to the running processes of a group.</summary>
    public Task<OperationResults> SignalGroupAsync(string group, string signal, CancellationToken cancellationToken = default) =>
        PostManyAsync(ControlPaths.Signal(ControlPaths.Group(group), signal), cancellationToken);

    /// <summary>Sends a signal to all running processes.</summary>
    public Task<OperationResults> SignalAllAsync(string signal, CancellationToken cancellationToken = default) =>
        PostManyAsync(ControlPaths.Signal(null, signal), cancellationToken);

    /// <summary>Writes bytes to a process's standard input, in order, in requests of at most 1 MiB.</summary>
    /// <returns>The result of the last request.</returns>
    public async Task<OperationResult> SendStdinAsync(
        string group, string name, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        string target = ControlPaths.Process(group, name) + "/stdin";
        while (true)
        {
            ReadOnlyMemory<byte> piece = data[..Math.Min(data.Length, StdinPiece)];
            using var content = new ReadOnlyMemoryContent(piece);
            OperationResult result = await CallAsync(
                HttpMethod.Post, target, WireJson.Default.OperationResult, cancellationToken, content).ConfigureAwait(false);
            data = data[piece.Length..];
            if (data.IsEmpty)
                return result;
        }
    }

    private Task<OperationResult> PostAsync(string target, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, target, WireJson.Default.OperationResult, cancellationToken);

    private Task<OperationResults> PostManyAsync(string target, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Post, target, WireJson.Default.OperationResults, cancellationToken);
}
