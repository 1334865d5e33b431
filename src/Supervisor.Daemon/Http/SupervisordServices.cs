using Microsoft.Extensions.DependencyInjection;
using Supervisor.Daemon.Http.Pages;
using Supervisor.Daemon.Http.XmlRpc;
using Supervisor.Daemon.Http.XmlRpc.Methods;

namespace Supervisor.Daemon.Http;

/// <summary>What answers on supervisord's paths: the XML-RPC API and the pages.</summary>
internal static class SupervisordServices
{
    public static IServiceCollection AddSupervisordApi(this IServiceCollection services) => services
        .AddSingleton<GroupStart>()
        .AddSingleton<DaemonMethods>()
        .AddSingleton<ConfigMethods>()
        .AddSingleton<ProcessMethods>()
        .AddSingleton<ControlMethods>()
        .AddSingleton<SignalMethods>()
        .AddSingleton<LogMethods>()
        .AddSingleton<InputMethods>()
        .AddSingleton<MethodTable>()
        .AddSingleton<XmlRpcEndpoint>()
        .AddSingleton<LogTails>()
        .AddSingleton<StatusActions>()
        .AddSingleton<StatusPage>()
        .AddSingleton<TailPage>()
        .AddSingleton<SupervisordRoutes>();
}
