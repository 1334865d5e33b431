using Microsoft.AspNetCore.Http;
using Supervisor.Config;
using Supervisor.Control.Wire;
using Supervisor.Core.Collections;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Boot;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Json;

/// <summary>What concerns the config as a whole: reread, update, reload, shutdown, and what is configured.</summary>
internal sealed class ConfigEndpoints(SupervisionEngine engine, ConfigSource source, Reloader reloader)
{
    public Task ListAsync(HttpContext context)
    {
        var state = engine.Current;
        IReadOnlyList<ConfigInfo> list = [.. state.Available.Groups
            .SelectMany(group => group.Processes.Select(process => Show(state, group, process)))
            .OrderBy(info => info.Group, StringComparer.Ordinal)
            .ThenBy(info => info.Name, StringComparer.Ordinal)];
        return Answer.JsonAsync(context, list, WireJson.Default.IReadOnlyListConfigInfo);
    }

    public async Task RereadAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { Spec: { } spec } result) return;
        await AnswerChangesAsync(context, result, id => new Input.Reread(id, spec.Roster));
    }

    public async Task UpdateAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { Spec: { } spec } result) return;
        var groups = context.Request.Query["group"].Where(group => group is not null).Select(group => group!).ToValueList();
        await AnswerChangesAsync(context, result, id => new Input.Update(id, spec.Roster, groups));
    }

    public async Task ReloadAsync(HttpContext context)
    {
        if (await RefuseWhileStoppingAsync(context)) return;
        if (await ReadAsync(context) is not { Spec: { } spec }) return;
        engine.Reload(spec);
        await AcceptedAsync(context);
    }

    public async Task ShutdownAsync(HttpContext context)
    {
        if (engine.Current.Phase == RosterPhase.Shutdown)
        {
            await RefuseWhileStoppingAsync(context);
            return;
        }

        engine.Shutdown();
        await AcceptedAsync(context);
    }

    private static ConfigInfo Show(RosterState state, GroupSpec group, ProcessSpec process) => new()
    {
        Group = group.Name,
        Name = process.Name.Name,
        InUse = state.Groups.ContainsKey(group.Name),
        AutoStart = process.AutoStart,
        GroupPriority = group.Priority,
        ProcessPriority = process.Priority,
        Command = process.Command.Text,
    };

    /// <summary>The config as it is on disk, or null when it has errors and the client was told them.</summary>
    private async Task<ConfigResult?> ReadAsync(HttpContext context)
    {
        // On a pool thread: reading may take long, and the reactor never waits for it.
        var result = reloader.Read();
        if (result.Spec is not null) return result;
        await Answer.ProblemAsync(
            context,
            StatusCodes.Status422UnprocessableEntity,
            ErrorCodes.BadConfig,
            $"cannot use {source.Path}: the config has errors; everything goes on as it was",
            Diagnostics(result));
        return null;
    }

    private async Task AnswerChangesAsync(HttpContext context, ConfigResult result, Func<RequestId, Input> command)
    {
        if (await RefuseWhileStoppingAsync(context)) return;
        var changes = await engine.ChangeAsync(command, context.RequestAborted);
        if (changes is null)
        {
            await Commands.BusyAsync(context);
            return;
        }

        if (changes.FirstOrDefault(change => change.Outcome == Outcome.NoSuchGroup) is { Group: { } unknown } && changes.Count == 1)
        {
            await Commands.OneAsync(context, new(new ProcessName(unknown, ""), Outcome.NoSuchGroup, ""));
            return;
        }

        var wire = new ConfigChanges([.. changes.Select(ToWire)], Diagnostics(result));
        await Answer.JsonAsync(context, wire, WireJson.Default.ConfigChanges);
    }

    private async Task<bool> RefuseWhileStoppingAsync(HttpContext context)
    {
        if (engine.Current.Phase == RosterPhase.Running) return false;
        await Commands.OneAsync(context, new(default, Outcome.ShuttingDown, ""));
        return true;
    }

    private static Task AcceptedAsync(HttpContext context) => Answer.JsonAsync(
        context,
        new OperationResult { Group = "", Name = "", Code = ErrorCodes.Ok },
        WireJson.Default.OperationResult,
        StatusCodes.Status202Accepted);

    private static Control.Wire.GroupChange ToWire(Core.Roster.GroupChange change) => new()
    {
        Group = change.Group,
        Change = change.Kind switch
        {
            ChangeKind.Added => "added",
            ChangeKind.Removed => "removed",
            _ => "changed",
        },
        Stopped = change.Stopped,
        Code = OutcomeCodes.Code(change.Outcome),
    };

    private static IReadOnlyList<DiagnosticInfo> Diagnostics(ConfigResult result) =>
        [.. result.Diagnostics.Select(found => new DiagnosticInfo(
            found.IsError ? "error" : "warning", found.File, found.Line, found.Column, found.Text))];
}
