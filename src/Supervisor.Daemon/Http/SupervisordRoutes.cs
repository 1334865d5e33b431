using Microsoft.AspNetCore.Http;
using Supervisor.Daemon.Http.Pages;
using Supervisor.Daemon.Http.XmlRpc;

namespace Supervisor.Daemon.Http;

/// <summary>The paths that supervisord answers, in the order in which it looks at them.</summary>
internal sealed class SupervisordRoutes(XmlRpcEndpoint rpc, LogTails tails, StatusPage status, TailPage tail)
{
    /// <summary>Whether a path is that of the XML-RPC API, which logs by itself what changes something.</summary>
    public static bool IsRpc(string target) => target.StartsWith("/RPC2", StringComparison.Ordinal);

    /// <summary>Who answers, or null when it is no path of supervisord's.</summary>
    /// <param name="segments">The decoded path.</param>
    public RequestDelegate? Match(string[] segments) => segments switch
    {
        // Whatever begins so, as in supervisord.
        [var first, ..] when first.StartsWith("RPC2", StringComparison.Ordinal) => rpc.HandleAsync,
        ["logtail", var name] => Get(context => tails.FollowAsync(context, name, "stdout")),
        ["logtail", var name, var channel] => Get(context => tails.FollowAsync(context, name, channel)),
        ["mainlogtail"] => Get(tails.FollowMainAsync),
        [] or ["index.html"] => status.HandleAsync,
        ["tail.html"] => Get(tail.HandleAsync),
        ["ok.html"] => GetOrHead(FixedPages.SendOkAsync),
        ["stylesheets", "supervisor.css"] => GetOrHead(FixedPages.SendStyleAsync),
        _ => null,
    };

    private static RequestDelegate Get(RequestDelegate handler) =>
        context => HttpMethods.IsGet(context.Request.Method) ? handler(context) : ErrorPage.SendAsync(context, StatusCodes.Status400BadRequest);

    private static RequestDelegate GetOrHead(RequestDelegate handler) =>
        context => HttpMethods.IsHead(context.Request.Method) ? handler(context) : Get(handler)(context);
}
