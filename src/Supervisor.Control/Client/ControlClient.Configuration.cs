using Supervisor.Control.Wire;

namespace Supervisor.Control.Client;

public sealed partial class ControlClient
{
    /// <summary>Version, pid and state of supervisord itself.</summary>
    public Task<SupervisorInfo> GetInfoAsync(CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, ControlPaths.Info, WireJson.Default.SupervisorInfo, cancellationToken);

    /// <summary>All configured processes, in active groups or not, sorted by group and name.</summary>
    public Task<IReadOnlyList<ConfigInfo>> ListConfigAsync(CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Get, ControlPaths.Config, WireJson.Default.IReadOnlyListConfigInfo, cancellationToken);

    /// <summary>Reads the config files again and says what an update would change; changes no process. <see cref="ErrorCodes.BadConfig"/> carries the diagnostics.</summary>
    public Task<ConfigChanges> RereadAsync(CancellationToken cancellationToken = default) =>
        CallAsync(HttpMethod.Post, ControlPaths.Reread, WireJson.Default.ConfigChanges, cancellationToken);

    /// <summary>Reads the config files again and carries the changes out; answers when all is done.</summary>
    /// <param name="groups">Only these groups; empty for all.</param>
    public Task<ConfigChanges> UpdateAsync(IReadOnlyCollection<string> groups, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return CallAsync(HttpMethod.Post, ControlPaths.Update(groups), WireJson.Default.ConfigChanges, cancellationToken);
    }

    /// <summary>Makes a configured group active; its processes with autostart are started.</summary>
    public Task<OperationResult> AddGroupAsync(string group, CancellationToken cancellationToken = default) =>
        PostAsync(ControlPaths.Group(group) + "/add", cancellationToken);

    /// <summary>Takes a stopped group out of the active ones.</summary>
    public Task<OperationResult> RemoveGroupAsync(string group, CancellationToken cancellationToken = default) =>
        PostAsync(ControlPaths.Group(group) + "/remove", cancellationToken);

    /// <summary>Validates the config, then stops everything and starts it anew. Answers when that has begun.</summary>
    public Task<OperationResult> ReloadAsync(CancellationToken cancellationToken = default) =>
        PostAsync(ControlPaths.Reload, cancellationToken);

    /// <summary>Stops all processes and then supervisord. Answers when that has begun.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken = default) =>
        SendOnlyAsync(HttpMethod.Post, ControlPaths.Shutdown, cancellationToken);

    /// <summary>
    /// Replaces supervisord by the binary that is on disk now; programs, sockets and other requests live on. Answers when the new one
    /// works.
    /// </summary>
    /// <exception cref="ControlException"><see cref="ErrorCodes.UpgradeFailed"/>: why not; the old one goes on.</exception>
    public Task UpgradeAsync(CancellationToken cancellationToken = default) =>
        SendOnlyAsync(HttpMethod.Post, ControlPaths.Upgrade, cancellationToken);

    /// <summary>For calls whose answer says no more than its status. The body is not waited for: its sender may be going away.</summary>
    private async Task SendOnlyAsync(HttpMethod method, string target, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(method, target, null, null, cancellationToken).ConfigureAwait(false);
    }
}
