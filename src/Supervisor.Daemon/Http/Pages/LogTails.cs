using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.XmlRpc.Methods;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;
using Supervisor.Engine.Output.Tails;

namespace Supervisor.Daemon.Http.Pages;

/// <summary>
/// <c>/logtail/NAME[/stdout|stderr]</c> and <c>/mainlogtail</c>: the last kilobyte of a log, and then what comes, as
/// <c>supervisorctl tail -f</c> asks for it.
/// </summary>
internal sealed class LogTails(SupervisionEngine engine, MainLogFile mainLog)
{
    private const string ContentType = "text/plain;charset=utf-8";
    private const int HeadBytes = 1024;

    public Task FollowAsync(HttpContext context, string name, string channel)
    {
        if (channel is not ("stdout" or "stderr") || ProcessMethods.Find(engine, name) is not { } entry) return NotFoundAsync(context);
        var stderr = channel == "stderr";
        if (engine.FindChannel(entry.Spec.Name, stderr) is not { } log) return NotFoundAsync(context);
        if (log.LogPath is { } path)
        {
            // A log of our own naming comes with the first start; any other that is not there may never come.
            var destination = (stderr ? entry.Spec.Stderr : entry.Spec.Stdout).Destination;
            if (destination is not LogDestination.Auto && !File.Exists(path)) return NotFoundAsync(context);
            SetModified(context, path);
        }

        return LogStream.SendAsync(context, ContentType, LogFollower.Follow(log, HeadBytes, context.RequestAborted));
    }

    public Task FollowMainAsync(HttpContext context)
    {
        if (mainLog.Path is not { } path || !File.Exists(path)) return NotFoundAsync(context);
        SetModified(context, path);
        return LogStream.SendAsync(
            context, ContentType, LogFollower.FollowFile(path, mainLog.Activity, HeadBytes, context.RequestAborted));
    }

    private static void SetModified(HttpContext context, string path) =>
        context.Response.Headers.LastModified = File.GetLastWriteTimeUtc(path).ToString("R", CultureInfo.InvariantCulture);

    private static Task NotFoundAsync(HttpContext context) => ErrorPage.SendAsync(context, StatusCodes.Status404NotFound);
}
