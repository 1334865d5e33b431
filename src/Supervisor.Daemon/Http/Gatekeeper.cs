using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Supervisor.Control.Wire;
using Supervisor.Daemon.Logging;
using Supervisor.Posix.Sockets;

namespace Supervisor.Daemon.Http;

/// <summary>
/// What every request passes first: authentication where its server asks for it, no commands from pages of other sites, and a line in
/// the log on who asked for a change, by what the kernel says of the peer.
/// </summary>
internal sealed class Gatekeeper(RequestDelegate next, ILogger<Gatekeeper> log)
{
    public Task RunAsync(HttpContext context)
    {
        if (log.IsEnabled(LogLevel.Trace)) context.Response.OnCompleted(() => AccessedAsync(context));
        var server = context.Features.GetRequiredFeature<ArrivedBy>().Server;
        if (!BasicAuthentication.Allows(server, context)) return BasicAuthentication.ChallengeAsync(context);
        if (!IsRead(context.Request) && CrossSite.Names(context.Request))
        {
            return Answer.ProblemAsync(
                context, StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "cannot take a command from a page of another site");
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!IsRead(context.Request) && !SupervisordRoutes.IsRpc(target))
            log.CommandReceived(Peer(context), context.Request.Method, LogText.OneLine(target));

        return next(context);
    }

    // supervisord's access lines, in the common log format.
    private Task AccessedAsync(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress is { } address
            ? string.Create(CultureInfo.InvariantCulture, $"{address}:{context.Connection.RemotePort}")
            : "localhost:0";
        var at = DateTimeOffset.Now.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture) + Offset();
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        log.Accessed(
            peer,
            at,
            LogText.OneLine($"{context.Request.Method} {target} {context.Request.Protocol}"),
            context.Response.StatusCode,
            context.Response.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "-");
        return Task.CompletedTask;
    }

    private static string Offset() => DateTimeOffset.Now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>Who asks: by what the kernel says of a Unix socket's other end, or by its address.</summary>
    public static string Peer(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket && PeerCredentials.Of(socket) is { } peer)
            return string.Create(CultureInfo.InvariantCulture, $"uid {peer.Uid} (pid {peer.Pid})");
        return context.Connection.RemoteIpAddress?.ToString() ?? "unknown peer";
    }
}
