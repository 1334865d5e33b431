using Microsoft.AspNetCore.Http;
using Supervisor.Control.Wire;
using Supervisor.Daemon.Recovery;

namespace Supervisor.Daemon.Http.Json;

/// <summary>Replaces the daemon's brain by the program on disk; the answer comes when the new one works.</summary>
internal sealed class UpgradeEndpoint(Upgrader upgrader)
{
    public async Task RunAsync(HttpContext context)
    {
        var answer = await upgrader.RunAsync();
        if (answer.IsDone) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await Answer.ProblemAsync(context, StatusCodes.Status409Conflict, ErrorCodes.UpgradeFailed, $"cannot upgrade: {answer.Reason}");
    }
}
