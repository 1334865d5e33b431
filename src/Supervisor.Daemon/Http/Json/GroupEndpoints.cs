using Microsoft.AspNetCore.Http;
using Supervisor.Core.Roster;

namespace Supervisor.Daemon.Http.Json;

/// <summary><c>/v1/groups</c>, and the same for all processes where the group is null.</summary>
internal sealed class GroupEndpoints(Commands commands, GroupStart groupStart)
{
    public async Task StartAsync(HttpContext context, string? group) =>
        await Commands.ManyAsync(context, await groupStart.RunAsync(Select(group), Commands.Waits(context), context.RequestAborted));

    public Task StopAsync(HttpContext context, string? group)
    {
        commands.HoldSockets(context, process => group is null || process.Group == group);
        return commands.ManyAsync(context, id => new Input.Stop(id, Select(group), Commands.Waits(context)));
    }

    public Task RestartAsync(HttpContext context, string? group) =>
        commands.ManyAsync(context, id => new Input.Restart(id, Select(group), Commands.Waits(context)));

    public Task SignalAsync(HttpContext context, string? group, string signal) =>
        ProcessEndpoints.ParseSignal(signal) is { } parsed
            ? commands.ManyAsync(context, id => new Input.SendSignal(id, Select(group), parsed))
            : ProcessEndpoints.BadSignalAsync(context, signal);

    public Task AddAsync(HttpContext context, string group) =>
        commands.OneAsync(context, id => new Input.AddGroup(id, group));

    public Task RemoveAsync(HttpContext context, string group) =>
        commands.OneAsync(context, id => new Input.RemoveGroup(id, group));

    private static Selection Select(string? group) => group is null ? new Selection.All() : new Selection.OneGroup(group);
}
