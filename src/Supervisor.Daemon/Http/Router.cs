using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Supervisor.Control.Wire;
using Supervisor.Daemon.Http.Json;
using Supervisor.Daemon.Logging;

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
    EventEndpoints events,
    UpgradeEndpoint upgrade,
    SupervisordRoutes supervisord,
    ILogger<Router> log)
{
    private const string Get = "GET";
    private const string Post = "POST";
    private const string Delete = "DELETE";
    private static readonly string[] Methods = [Get, Post, Delete];

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
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The same, noticed while writing to it.
        }
        catch (Exception exception)
        {
            // The edge of the daemon: whatever a request did, it does not end more than that request.
            log.RequestFailed(exception, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted) context.Abort();
            else await Answer.ProblemAsync(context, StatusCodes.Status500InternalServerError, ErrorCodes.Internal, exception.Message);
        }
    }

    private Task Dispatch(HttpContext context, string[] path)
    {
        var method = context.Request.Method;
        if ((Match(method, path) ?? supervisord.Match(path)) is { } handler) return handler(context);
        var allowed = Methods.Where(other => Match(other, path) is not null).ToArray();
        if (allowed.Length == 0 && path is not ["v1" or "openapi", ..])
        {
            // Outside of our API as supervisord answers.
            var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
            return ErrorPage.SendAsync(context, isRead ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest);
        }

        if (allowed.Length == 0)
        {
            return Answer.ProblemAsync(
                context,
                StatusCodes.Status404NotFound,
                ErrorCodes.NotFound,
                $"cannot handle {method} {context.Request.Path}: there is no such resource; GET /openapi/v1.json lists them");
        }

        context.Response.Headers.Allow = string.Join(", ", allowed);
        return Answer.ProblemAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            ErrorCodes.MethodNotAllowed,
            $"cannot handle {method} {context.Request.Path}: it takes {string.Join(" and ", allowed)}");
    }

    private RequestDelegate? Match(string method, string[] path) => (method, path) switch
    {
        (Get, ["v1", "info"]) => info.GetAsync,
        (Get, ["openapi", "v1.json"]) => InfoEndpoints.DescribeAsync,

        (Get, ["v1", "processes"]) => processes.ListAsync,
        (Get, ["v1", "processes", var group, var name]) => context => processes.GetAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "start"]) => context => processes.StartAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "stop"]) => context => processes.StopAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "restart"]) => context => processes.RestartAsync(context, group, name),
        (Post, ["v1", "processes", var group, var name, "signal", var signal]) =>
            context => processes.SignalAsync(context, group, name, signal),
        (Post, ["v1", "processes", var group, var name, "stdin"]) => context => processes.WriteStdinAsync(context, group, name),
        (Get, ["v1", "processes", var group, var name, "logs", var stream]) => context => logs.ReadAsync(context, group, name, stream),
        (Delete, ["v1", "processes", var group, var name, "logs"]) => context => logs.ClearAsync(context, group, name),
        (Delete, ["v1", "logs"]) => logs.ClearAllAsync,

        (Post, ["v1", "groups", var group, "start"]) => context => groups.StartAsync(context, group),
        (Post, ["v1", "groups", var group, "stop"]) => context => groups.StopAsync(context, group),
        (Post, ["v1", "groups", var group, "restart"]) => context => groups.RestartAsync(context, group),
        (Post, ["v1", "groups", var group, "signal", var signal]) => context => groups.SignalAsync(context, group, signal),
        (Post, ["v1", "groups", var group, "add"]) => context => groups.AddAsync(context, group),
        (Post, ["v1", "groups", var group, "remove"]) => context => groups.RemoveAsync(context, group),
        (Post, ["v1", "start"]) => context => groups.StartAsync(context, null),
        (Post, ["v1", "stop"]) => context => groups.StopAsync(context, null),
        (Post, ["v1", "restart"]) => context => groups.RestartAsync(context, null),
        (Post, ["v1", "signal", var signal]) => context => groups.SignalAsync(context, null, signal),

        (Get, ["v1", "config"]) => config.ListAsync,
        (Post, ["v1", "reread"]) => config.RereadAsync,
        (Post, ["v1", "update"]) => config.UpdateAsync,
        (Post, ["v1", "reload"]) => config.ReloadAsync,
        (Post, ["v1", "shutdown"]) => config.ShutdownAsync,
        (Post, ["v1", "upgrade"]) => upgrade.RunAsync,

        (Get, ["v1", "log"]) => logs.ReadMainAsync,
        (Delete, ["v1", "log"]) => logs.ClearMainAsync,
        (Get, ["v1", "events"]) => events.StreamAsync,
        _ => null,
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
