using Supervisor.Core.Processes;
using Supervisor.Core.Specs;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>What processes are doing.</summary>
internal sealed class ProcessMethods(SupervisionEngine engine)
{
    /// <summary>Processes written between two looks at the size of the answer.</summary>
    private const int Portion = 256;

    public IEnumerable<RpcMethod> All()
    {
        yield return new(
            "supervisor.getProcessInfo",
            "Get info about a process",
            new("struct", "result", "what is known about it"),
            [new("string", "name", "the name of the process (or 'group:name')")],
            GetOne);
        yield return new(
            "supervisor.getAllProcessInfo",
            "Get info about all processes",
            new("array", "result", "structs as of getProcessInfo, by group and name"),
            [],
            GetAllAsync);
    }

    private ValueTask<Fault?> GetOne(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } name) return new(Fault.IncorrectParameters);
        if (Find(engine, name) is not { } entry) return new(new Fault(FaultCode.BadName, name));
        new ProcessStruct(engine, DateTimeOffset.Now).Write(reply.Values, entry);
        return default;
    }

    /// <summary>The process of that name; a whole group is none.</summary>
    public static ProcessEntry? Find(SupervisionEngine engine, string name)
    {
        var (group, process) = ProcessTarget.Parse(name);
        return process is not null && engine.Current.Processes.TryGetValue(new ProcessName(group, process), out var entry) ? entry : null;
    }

    private async ValueTask<Fault?> GetAllAsync(Arguments arguments, Reply reply)
    {
        var writer = new ProcessStruct(engine, DateTimeOffset.Now);
        reply.Values.BeginArray();
        var written = 0;
        foreach (var entry in engine.Current.Processes.Values)
        {
            writer.Write(reply.Values, entry);
            if (++written % Portion == 0) await reply.KeepBoundedAsync();
        }

        reply.Values.EndArray();
        return null;
    }
}
