using Supervisor.Daemon.Http.XmlRpc.Wire;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>What every XML-RPC server has: the list of methods, their help, and many calls in one.</summary>
internal sealed class SystemMethods(MethodTable table)
{
    private const string Multicall = "system.multicall";
    private static readonly RpcParameter NameOfMethod = new("string", "name", "the name of the method");

    public IEnumerable<RpcMethod> All()
    {
        yield return Method("system.listMethods", "Return the names of all methods", new("array", "result", "names"), [], (_, reply) =>
        {
            reply.Values.Texts(table.Names);
            return default;
        });
        yield return Method("system.methodHelp", "Return the documentation of a method", new("string", "result", "text"), [NameOfMethod], Help);
        yield return Method(
            "system.methodSignature",
            "Return the types of a method: of its result, then of its parameters",
            new("array", "result", "types"),
            [NameOfMethod],
            Signature);
        yield return Method(
            Multicall,
            "Make many calls in one, one after the other",
            new("array", "result", "of each call its value, or a struct with faultCode and faultString"),
            [new("array", "calls", "structs {methodName: string, params: array}")],
            MulticallAsync);
    }

    private static RpcMethod Method(string name, string summary, RpcParameter returns, RpcParameter[] parameters, MethodBody body) =>
        new(name, summary, returns, parameters, body) { WhileStopping = true };

    private ValueTask<Fault?> Help(Arguments arguments, Reply reply)
    {
        if (Find(arguments) is not { } method) return new(new Fault(FaultCode.SignatureUnsupported));
        reply.Values.Text(method.Help());
        return default;
    }

    private ValueTask<Fault?> Signature(Arguments arguments, Reply reply)
    {
        if (Find(arguments) is not { } method) return new(new Fault(FaultCode.SignatureUnsupported));
        reply.Values.Texts(method.Parameters.Select(parameter => parameter.Type).Prepend(method.Returns.Type));
        return default;
    }

    private RpcMethod? Find(Arguments arguments) => arguments.Name(0) is { } name ? table.Find(name) : null;

    // The values come bare, as supervisord sends them, not each in an array of its own, as others do.
    private async ValueTask<Fault?> MulticallAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Items(0) is not { } calls) return Fault.IncorrectParameters;
        reply.Values.BeginArray();
        foreach (var call in calls)
        {
            if (await CallAsync(call, reply) is { } fault) reply.Values.Fault(fault);
            await reply.KeepBoundedAsync();
            reply.Cancellation.ThrowIfCancellationRequested();
        }

        reply.Values.EndArray();
        return null;
    }

    private async ValueTask<Fault?> CallAsync(XmlRpcValue value, Reply reply)
    {
        if (value is not XmlRpcValue.Struct(var members)) return Fault.IncorrectParameters;
        if (!members.TryGetValue("methodName", out var name)) return new Fault(FaultCode.IncorrectParameters, "No methodName");
        if (name is not XmlRpcValue.Text(var method)) return Fault.IncorrectParameters;
        if (method == Multicall) return new Fault(FaultCode.IncorrectParameters, "Recursive system.multicall forbidden");
        return members.GetValueOrDefault("params") switch
        {
            null => await table.InvokeAsync(new XmlRpcCall(method, []), reply),
            XmlRpcValue.Sequence(var parameters) => await table.InvokeAsync(new XmlRpcCall(method, parameters), reply),
            _ => Fault.IncorrectParameters,
        };
    }
}
