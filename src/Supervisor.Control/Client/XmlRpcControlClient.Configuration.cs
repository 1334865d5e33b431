using Supervisor.Control.Client.XmlRpc;
using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class XmlRpcControlClient
{
    private static readonly string[] InfoMethods = ["getAPIVersion", "getSupervisorVersion", "getIdentification", "getPID", "getState"];

    /// <remarks>One <c>system.multicall</c>. XML-RPC does not tell the path of the config.</remarks>
    public Task<SupervisorInfo> GetInfoAsync(CancellationToken cancellationToken = default)
    {
        var calls = new RpcList([.. InfoMethods.Select(method => new RpcStruct(new Dictionary<string, RpcValue>
        {
            ["methodName"] = $"supervisor.{method}",
            ["params"] = new RpcList([]),
        }))]);
        return CallAsync(new RpcCall("system.multicall", calls), Info, cancellationToken);
    }

    public async Task<IReadOnlyList<ConfigInfo>> ListConfigAsync(CancellationToken cancellationToken = default) =>
        await CallAsync<IReadOnlyList<ConfigInfo>>(
            new RpcCall("supervisor.getAllConfigInfo"),
            all => [.. all.AsList.Select(RpcInfo.Config)],
            cancellationToken).ConfigureAwait(false);

    public Task<ConfigChanges> RereadAsync(CancellationToken cancellationToken = default) =>
        CallAsync(new RpcCall("supervisor.reloadConfig"), Changes, cancellationToken);

    /// <remarks>
    /// XML-RPC has no update: a reread, and then for each group a stop, a removal and an addition, as supervisord's own client does
    /// it. A group that cannot be stopped is left as it is, with a code that says so.
    /// </remarks>
    public async Task<ConfigChanges> UpdateAsync(IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ConfigChanges changes = await RereadAsync(cancellationToken).ConfigureAwait(false);
        var done = new List<GroupChange>();
        foreach (GroupChange change in changes.Changes.Where(change => groups.Count == 0 || groups.Contains(change.Group)))
            done.Add(await CarryOutAsync(change, cancellationToken).ConfigureAwait(false));
        return changes with { Changes = done };
    }

    public async Task<OperationResult> AddGroupAsync(string group, CancellationToken cancellationToken = default) =>
        await GroupAsync("addProcessGroup", group, cancellationToken).ConfigureAwait(false);

    public async Task<OperationResult> RemoveGroupAsync(string group, CancellationToken cancellationToken = default) =>
        await GroupAsync("removeProcessGroup", group, cancellationToken).ConfigureAwait(false);

    public async Task<OperationResult> ReloadAsync(CancellationToken cancellationToken = default)
    {
        await CallAsync("restart", cancellationToken).ConfigureAwait(false);
        return new OperationResult { Group = "", Name = "", Code = ErrorCodes.Ok };
    }

    public Task ShutdownAsync(CancellationToken cancellationToken = default) => CallAsync("shutdown", cancellationToken);

    /// <exception cref="ControlException">Always: <see cref="ControlFailure.Unsupported"/>.</exception>
    public Task UpgradeAsync(CancellationToken cancellationToken = default) =>
        Task.FromException(new ControlException(Unsupported("upgrade")));

    /// <inheritdoc cref="UpgradeAsync"/>
    public Task<ControlEvents> OpenEventsAsync(string? lastEventId = null, CancellationToken cancellationToken = default) =>
        Task.FromException<ControlEvents>(new ControlException(Unsupported("read the events")));

    private async Task<OperationResult> GroupAsync(string method, string group, CancellationToken cancellationToken)
    {
        await CallAsync(method, cancellationToken, group).ConfigureAwait(false);
        return new OperationResult { Group = group, Name = "", Code = ErrorCodes.Ok };
    }

    private async Task<GroupChange> CarryOutAsync(GroupChange change, CancellationToken cancellationToken)
    {
        if (change.Change != "added")
        {
            OperationResults stopped = await ManyAsync("stopProcessGroup", cancellationToken, change.Group).ConfigureAwait(false);
            change = change with { Stopped = true };
            if (stopped.Results.Any(result => result.Code == ErrorCodes.Failed))
                return change with { Code = ErrorCodes.StillRunning };
            await RemoveGroupAsync(change.Group, cancellationToken).ConfigureAwait(false);
        }

        if (change.Change != "removed")
            await AddGroupAsync(change.Group, cancellationToken).ConfigureAwait(false);
        return change;
    }

    /// <summary>Three lists of names, added, changed and removed, within a list of one.</summary>
    private static ConfigChanges Changes(RpcValue answer)
    {
        if (answer.AsList is not [var lists] || lists.AsList is not [var added, var changed, var removed])
            throw new FormatException("it has not the three lists of names");
        return new ConfigChanges([.. Named(removed, "removed"), .. Named(changed, "changed"), .. Named(added, "added")], []);
    }

    private static IEnumerable<GroupChange> Named(RpcValue groups, string change) =>
        groups.AsList.Select(group => new GroupChange { Group = group.AsText, Change = change });

    private static SupervisorInfo Info(RpcValue answers)
    {
        if (answers.AsList is not [var api, var version, var identification, var pid, var state])
            throw new FormatException("it has not an answer to each call");
        foreach (RpcValue answer in answers.AsList)
            ThrowIfFault(answer);
        return new SupervisorInfo
        {
            ApiVersion = api.AsText,
            Version = version.AsText,
            Identification = identification.AsText,
            Pid = (int)pid.AsInteger,
            State = (int)state.Field("statecode").AsInteger,
            StateName = state.Field("statename").AsText,
            ConfigFile = "",
        };
    }

    private static void ThrowIfFault(RpcValue answer)
    {
        if (answer is not RpcStruct || answer.Find("faultCode") is not { } code)
            return;
        string text = answer.Field("faultString").AsText;
        if (code.AsInteger == RpcFaults.UnknownMethod)
            throw new FormatException($"it has none of supervisord's methods ({text}); is its [rpcinterface:supervisor] missing?");
        throw new ControlException(RpcFaults.ToError((int)code.AsInteger, text, new RpcCall("system.multicall")));
    }
}
