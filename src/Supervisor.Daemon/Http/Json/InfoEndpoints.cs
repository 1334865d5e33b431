using System.Reflection;
using Microsoft.AspNetCore.Http;
using Supervisor.Control.Wire;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Json;

/// <summary>The daemon about itself, and the description of its API.</summary>
internal sealed class InfoEndpoints(SupervisionEngine engine, ConfigSource source, MainLogFile mainLog, DaemonIdentity identity)
{
    public Task GetAsync(HttpContext context)
    {
        var phase = engine.Current.Phase;
        var info = new SupervisorInfo
        {
            Version = DaemonIdentity.Version,
            Identification = identity.Identifier,
            Pid = identity.Pid,
            State = (int)phase,
            StateName = phase switch
            {
                RosterPhase.Running => "RUNNING",
                RosterPhase.Restarting => "RESTARTING",
                _ => "SHUTDOWN",
            },
            ConfigFile = source.Path,
            Warnings = mainLog.Problem is { } problem ? [problem] : [],
        };
        return Answer.JsonAsync(context, info, WireJson.Default.SupervisorInfo);
    }

    public static async Task DescribeAsync(HttpContext context)
    {
        await using var description = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")
            ?? throw new InvalidOperationException("the description of the API is not in this build");
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = description.Length;
        await description.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
