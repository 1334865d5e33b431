using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Control.Wire;
using Supervisor.Daemon.Http.Json;

namespace Supervisor.Daemon.Http;

/// <summary>
/// The table of all requests. List patterns over (method, segments) are the whole router: it costs nothing at start,
/// where building a route matcher would be a tenth of the time until the socket answers.
/// </summary>
internal sealed class Router(
    InfoEndpoints info,
    ProcessEndpoints processes,
    GroupEndpoints groups,
    LogEndpoints logs,
    ConfigEndpoints config,
    EventEndpoints events)
{
    private const string Get = "GET";
    private const string Post = "POST";
    private const string Delete = "DELETE";

    public async Task RouteAsync(HttpContext context)
    {
        try
        {
            await Dispatch(context, Segments(context));
        }
        catch (BadHttpRequestException exception)
        {
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCodes.TooLarge : ErrorCodes.BadRequest;
            await Answer.ProblemAsync(context, exception.StatusCode, code, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; there is nobody to answer.
        }
    }

    private Task Dispatch(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        (Get, ["v1", "info"]) => info.GetAsync(context),
        (Get, ["openapi", "v1.json"]) => InfoEndpoints.DescribeAsync(context),

        (Get, ["v1", "processes"]) => processes.ListAsync(context),
        (Get, ["v1", "processes", var group, var name]) => processes.GetAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "start"]) => processes.StartAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "stop"]) => processes.StopAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "restart"]) => processes.RestartAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "signal", var signal]) => processes.SignalAsync(context, group, name, signal),
        (Post, ["v1", "processes", var group, var name, "stdin"]) => processes.WriteStdinAsync(context, group, name),
        (Get, ["v1", "processes", var group, var name, "logs", var stream]) => logs.ReadAsync(context, group, name, stream),
        (Delete, ["v1", "processes", var group, var name, "logs"]) => logs.ClearAsync(context, group, name),
        (Delete, ["v1", "logs"]) => logs.ClearAllAsync(context),

        (Post, ["v1", "groups", var group, "start"]) => groups.StartAsync(context, group),
        (Post, ["v1", "groups", var group, "stop"]) => groups.StopAsync(context, group),
        (Post, ["v1", "groups", var group, "restart"]) => groups.RestartAsync(context, group),
        (Post, ["v1", "groups", var group, "signal", var signal]) => groups.SignalAsync(context, group, signal),
        (Post, ["v1", "groups", var group, "add"]) => groups.AddAsync(context, group),
        (Post, ["v1", "groups", var group, "remove"]) => groups.RemoveAsync(context, group),
        (Post, ["v1", "start"]) => groups.StartAsync(context, null),
        (Post, ["v1", "stop"]) => groups.StopAsync(context, null),
        (Post, ["v1", "restart"]) => groups.RestartAsync(context, null),
        (Post, ["v1", "signal", var signal]) => groups.SignalAsync(context, null, signal),

        (Get, ["v1", "config"]) => config.ListAsync(context),
        (Post, ["v1", "reread"]) => config.RereadAsync(context),
        (Post, ["v1", "update"]) => config.UpdateAsync(context),
        (Post, ["v1", "reload"]) => config.ReloadAsync(context),
        (Post, ["v1", "shutdown"]) => config.ShutdownAsync(context),

        (Get, ["v1", "log"]) => logs.ReadMainAsync(context),
        (Delete, ["v1", "log"]) => logs.ClearMainAsync(context),
        (Get, ["v1", "events"]) => events.StreamAsync(context),

        (_, ["v1", ..]) when context.Request.Method is not (Get or Post or Delete) => Answer.ProblemAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            ErrorCodes.MethodNotAllowed,
            $"cannot handle {context.Request.Method}: the API has GET, POST and DELETE"),
        _ => Answer.ProblemAsync(
            context,
            StatusCodes.Status404NotFound,
            ErrorCodes.NotFound,
            $"cannot handle {context.Request.Method} {context.Request.Path}: there is no such resource; GET /openapi/v1.json lists them"),
    };

    // The raw target is split before it is decoded, so that an encoded slash stays within its segment.
    private static string[] Segments(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var parts = (query < 0 ? target : target[..query]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(parts, Uri.UnescapeDataString);
    }
}
