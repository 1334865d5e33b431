using Microsoft.AspNetCore.Http;
using Supervisor.Control.Wire;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.Json;

/// <summary>Sends commands to the engine and writes what became of them.</summary>
internal sealed class Commands(SupervisionEngine engine)
{
    /// <summary>Whether the client wants to wait for the end of what it asks for; <c>?wait=false</c> says no.</summary>
    public static bool Waits(HttpContext context) =>
        !string.Equals(context.Request.Query["wait"], "false", StringComparison.OrdinalIgnoreCase);

    /// <summary>With <c>?hold_sockets=true</c> the client is going to start again what it stops, and sockets stay open meanwhile.</summary>
    public void HoldSockets(HttpContext context, Func<ProcessName, bool> which)
    {
        if (string.Equals(context.Request.Query["hold_sockets"], "true", StringComparison.OrdinalIgnoreCase)) engine.HoldSockets(which);
    }

    /// <summary>A command with one target: its result, or a problem document.</summary>
    public async Task OneAsync(HttpContext context, Func<RequestId, Input> command)
    {
        if (await ExecuteAsync(context, command) is not { } results) return;
        await OneAsync(context, results.Count == 0 ? new TargetResult(default, Outcome.Ok, "") : results[0]);
    }

    public static Task OneAsync(HttpContext context, TargetResult result)
    {
        var wire = OutcomeCodes.ToWire(result with { Process = new(result.Process.Group ?? "", result.Process.Name ?? "") });
        return result.Outcome == Outcome.Ok
            ? Answer.JsonAsync(context, wire, WireJson.Default.OperationResult)
            : Answer.ProblemAsync(context, OutcomeCodes.Status(result.Outcome), wire.Code, wire.Detail);
    }

    /// <summary>A command with many targets: the result of each; a problem document only when the group does not exist.</summary>
    public async Task ManyAsync(HttpContext context, Func<RequestId, Input> command)
    {
        var results = await engine.ExecuteAsync(command, context.RequestAborted);
        await ManyAsync(context, results);
    }

    /// <inheritdoc cref="ManyAsync(HttpContext, Func{RequestId, Input})"/>
    public static async Task ManyAsync(HttpContext context, IReadOnlyList<TargetResult>? results)
    {
        if (results is null)
        {
            await BusyAsync(context);
            return;
        }

        if (results is [{ Outcome: Outcome.NoSuchGroup or Outcome.ShuttingDown, Process.Name.Length: 0 } only])
        {
            await OneAsync(context, only);
            return;
        }

        OperationResults answer = new([.. results.Select(OutcomeCodes.ToWire)]);
        await Answer.JsonAsync(context, answer, WireJson.Default.OperationResults);
    }

    /// <summary>The targets' results, or null when the client was told that the daemon is busy.</summary>
    private async Task<IReadOnlyList<TargetResult>?> ExecuteAsync(HttpContext context, Func<RequestId, Input> command)
    {
        var results = await engine.ExecuteAsync(command, context.RequestAborted);
        if (results is null) await BusyAsync(context);
        return results;
    }

    public static Task BusyAsync(HttpContext context) => Answer.ProblemAsync(
        context,
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Busy,
        "cannot take the command: too many others wait already; try again");
}
