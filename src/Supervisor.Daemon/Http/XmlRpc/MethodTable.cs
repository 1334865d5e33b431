using Microsoft.Extensions.Logging;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Http.XmlRpc.Methods;
using Supervisor.Daemon.Http.XmlRpc.Wire;
using Supervisor.Daemon.Logging;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc;

/// <summary>All methods by name, and the way into each of them.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal);
    private readonly SupervisionEngine _engine;
    private readonly ILogger<MethodTable> _log;

    public MethodTable(
        SupervisionEngine engine,
        DaemonMethods daemon,
        ConfigMethods config,
        ProcessMethods processes,
        ControlMethods control,
        SignalMethods signals,
        LogMethods logs,
        InputMethods input,
        ILogger<MethodTable> log)
    {
        (_engine, _log) = (engine, log);
        Add(daemon.All());
        Add(config.All());
        Add(processes.All());
        Add(control.All());
        Add(signals.All());
        Add(logs.All());
        Add(input.All());
        Add(new SystemMethods(this).All());
    }

    public IEnumerable<string> Names => _methods.Keys.Order(StringComparer.Ordinal);

    public RpcMethod? Find(string name) => _methods.GetValueOrDefault(name);

    /// <summary>Carries out one call; faults in the order in which supervisord finds them.</summary>
    public ValueTask<Fault?> InvokeAsync(XmlRpcCall call, Reply reply)
    {
        if (Find(call.Method) is not { } method) return Fault(FaultCode.UnknownMethod);
        if (!method.Takes(call.Parameters.Count)) return Fault(FaultCode.IncorrectParameters);
        if (!method.WhileStopping && _engine.Current.Phase != RosterPhase.Running) return Fault(FaultCode.ShutdownState);
        if (method.Changes) _log.CallReceived(reply.Caller, Describe(call));
        return method.Body(new Arguments(call.Parameters), reply);
    }

    private static ValueTask<Fault?> Fault(FaultCode code) => new(new Fault(code));

    // The first parameter says which process or group, on one line and not too long.
    private static string Describe(XmlRpcCall call) =>
        call.Parameters is [XmlRpcValue.Text(var text), ..] ? $"{call.Method} {LogText.OneLine(text)}" : call.Method;

    private void Add(IEnumerable<RpcMethod> methods)
    {
        foreach (var method in methods)
        {
            _methods.Add(method.Name, method);
        }
    }
}
