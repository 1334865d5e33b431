using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

/// <summary>
/// What can be asked of a supervisord, whichever way it is spoken to: <see cref="ControlClient"/> over the JSON API, and
/// <see cref="XmlRpcControlClient"/> over the XML-RPC that Python's supervisord understands too.
/// </summary>
/// <remarks>
/// Every call throws <see cref="ControlException"/> when supervisord cannot be reached or answers with an error, and
/// <see cref="OperationCanceledException"/> when its token is cancelled. A cancelled call may have been carried out.
/// </remarks>
public interface IControlClient : IDisposable
{
    ControlEndpoint Endpoint { get; }

    /// <summary>The version of the API that this client speaks; see <see cref="SupervisorInfo.ApiVersion"/>.</summary>
    string ApiVersion { get; }

    /// <summary>Version, pid and state of supervisord itself.</summary>
    Task<SupervisorInfo> GetInfoAsync(CancellationToken cancellationToken = default);

    /// <summary>All processes of the active groups, or of one group, sorted by group and name.</summary>
    Task<IReadOnlyList<ProcessInfo>> ListProcessesAsync(string? group = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ListProcessesAsync"/> of all, but what is neither name, state, description nor warning may be missing: quicker with thousands.</summary>
    Task<IReadOnlyList<ProcessInfo>> ListStatesAsync(CancellationToken cancellationToken = default) => ListProcessesAsync(null, cancellationToken);

    /// <summary>One process; <see cref="ErrorCodes.NoSuchProcess"/> if there is none.</summary>
    Task<ProcessInfo> GetProcessAsync(string group, string name, CancellationToken cancellationToken = default);

    /// <summary>Starts, stops or restarts one process.</summary>
    /// <param name="wait">Whether the answer comes when it is done (a start: RUNNING or failed) or at once.</param>
    /// <param name="holdSockets">With a stop: a start follows, and listening sockets stay open for it, for a minute at most. XML-RPC has no word for it.</param>
    Task<OperationResult> OperateProcessAsync(
        string group, string name, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default);

    /// <summary>Starts, stops or restarts the processes of a group; one result for each that was touched.</summary>
    Task<OperationResults> OperateGroupAsync(
        string group, ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default);

    /// <summary>Starts, stops or restarts all processes; one result for each that was touched.</summary>
    Task<OperationResults> OperateAllAsync(ProcessVerb verb, bool wait = true, bool holdSockets = false, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to one process.</summary>
    /// <param name="signal">A name with or without SIG, or a number.</param>
    Task<OperationResult> SignalProcessAsync(string group, string name, string signal, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to the running processes of a group.</summary>
    Task<OperationResults> SignalGroupAsync(string group, string signal, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to all running processes.</summary>
    Task<OperationResults> SignalAllAsync(string signal, CancellationToken cancellationToken = default);

    /// <summary>Writes bytes to a process's standard input, in order.</summary>
    Task<OperationResult> SendStdinAsync(
        string group, string name, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Opens a process's log. <see cref="ErrorCodes.NoLog"/> or <see cref="ErrorCodes.NoFile"/> if it has none.</summary>
    /// <param name="tail">Only the last so many bytes; null for all.</param>
    /// <param name="follow">Whether the stream goes on with what is written from now on.</param>
    Task<Stream> OpenLogAsync(
        string group,
        string name,
        LogChannel channel,
        long? tail = null,
        bool follow = false,
        CancellationToken cancellationToken = default);

    /// <summary>Opens supervisord's own log, as <see cref="OpenLogAsync"/> does for a process.</summary>
    Task<Stream> OpenMainLogAsync(long? tail = null, bool follow = false, CancellationToken cancellationToken = default);

    /// <summary>Empties both logs of a process.</summary>
    Task<OperationResult> ClearLogsAsync(string group, string name, CancellationToken cancellationToken = default);

    /// <summary>Empties the logs of all processes.</summary>
    Task<OperationResults> ClearAllLogsAsync(CancellationToken cancellationToken = default);

    /// <summary>Empties supervisord's own log.</summary>
    Task ClearMainLogAsync(CancellationToken cancellationToken = default);

    /// <summary>All configured processes, in active groups or not.</summary>
    Task<IReadOnlyList<ConfigInfo>> ListConfigAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the config files again and says what an update would change; changes no process.</summary>
    Task<ConfigChanges> RereadAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the config files again and carries the changes out; answers when all is done.</summary>
    /// <param name="groups">Only these groups; empty for all.</param>
    Task<ConfigChanges> UpdateAsync(IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default);

    /// <summary>Makes a configured group active; its processes with autostart are started.</summary>
    Task<OperationResult> AddGroupAsync(string group, CancellationToken cancellationToken = default);

    /// <summary>Takes a stopped group out of the active ones.</summary>
    Task<OperationResult> RemoveGroupAsync(string group, CancellationToken cancellationToken = default);

    /// <summary>Stops everything and starts it anew with the config on disk. Answers when that has begun.</summary>
    Task<OperationResult> ReloadAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops all processes and then supervisord. Answers when that has begun.</summary>
    Task ShutdownAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts the binary on disk in supervisord's place, with no program touched. <see cref="ControlFailure.Unsupported"/> where there is no such thing.</summary>
    Task UpgradeAsync(CancellationToken cancellationToken = default);

    /// <summary>Opens the stream of events. <see cref="ControlFailure.Unsupported"/> where there is no such thing.</summary>
    /// <param name="lastEventId">Goes on after this event; null starts at now.</param>
    Task<ControlEvents> OpenEventsAsync(string? lastEventId = null, CancellationToken cancellationToken = default);
}
