using Microsoft.AspNetCore.Http;
using Supervisor.Daemon.Http.XmlRpc;

namespace Supervisor.Daemon.Http;

/// <summary>The paths that supervisord answers, as it finds them: what begins with <c>/RPC2</c> is XML-RPC, and so on.</summary>
internal sealed class SupervisordRoutes(XmlRpcEndpoint rpc)
{
    /// <summary>Whether a path is that of the XML-RPC API, which logs by itself what changes something.</summary>
    public static bool IsRpc(string target) => target.StartsWith("/RPC2", StringComparison.Ordinal);

    /// <summary>Who answers, or null when it is no path of supervisord's.</summary>
    /// <param name="segments">The decoded path.</param>
    public RequestDelegate? Match(string[] segments) => segments switch
    {
        [var first, ..] when first.StartsWith("RPC2", StringComparison.Ordinal) => rpc.HandleAsync,
        _ => null,
    };
}
