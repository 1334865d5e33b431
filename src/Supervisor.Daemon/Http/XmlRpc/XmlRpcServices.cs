using Microsoft.Extensions.DependencyInjection;
using Supervisor.Daemon.Http.XmlRpc.Methods;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>What the XML-RPC API is made of.</summary>
internal static class XmlRpcServices
{
    public static IServiceCollection AddXmlRpc(this IServiceCollection services) => services
        .AddSingleton<DaemonMethods>()
        .AddSingleton<ConfigMethods>()
        .AddSingleton<ProcessMethods>()
        .AddSingleton<ControlMethods>()
        .AddSingleton<SignalMethods>()
        .AddSingleton<LogMethods>()
        .AddSingleton<InputMethods>()
        .AddSingleton<MethodTable>()
        .AddSingleton<XmlRpcEndpoint>();
}
