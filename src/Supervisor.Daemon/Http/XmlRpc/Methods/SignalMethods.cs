using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Posix.Signals;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>Signals to one process, a group or all.</summary>
internal sealed class SignalMethods(SupervisionEngine engine)
{
    private static readonly RpcParameter Number = new("string", "signal", "a name ('HUP') or a number ('1')");
    private static readonly RpcParameter Results = new("array", "result", "structs {name, group, status, description}");

    public IEnumerable<RpcMethod> All()
    {
        yield return new(
            "supervisor.signalProcess",
            "Send a signal to a process",
            new("boolean", "result", "true unless error"),
            [new("string", "name", "name of the process (or group:name, or group:*)"), Number],
            SignalAsync)
        {
            Changes = true,
        };
        yield return new(
            "supervisor.signalProcessGroup",
            "Send a signal to all processes of a group",
            Results,
            [new("string", "name", "name of the group"), Number],
            (arguments, reply) => arguments.Name(0) is { } name ? GroupAsync(name, arguments, 1, reply) : new(Fault.IncorrectParameters))
        {
            Changes = true,
        };
        yield return new("supervisor.signalAllProcesses", "Send a signal to all processes", Results, [Number],
            (arguments, reply) => ManyAsync(new Selection.All(), engine.Current.GroupsInOrder(), arguments, 0, reply))
        {
            Changes = true,
        };
    }

    private async ValueTask<Fault?> SignalAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        var (group, process) = ProcessTarget.Parse(name);
        if (process is null) return await GroupAsync(group, arguments, 1, reply);
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        if (Parse(arguments, 1) is not { } signal) return new Fault(FaultCode.BadSignal, arguments.Word(1));
        var results = await engine.ExecuteAsync(
            id => new Input.SendSignal(id, new Selection.OneProcess(entry.Spec.Name), signal), reply.Cancellation);
        if (results is null) return Fault.Busy;
        return (results.Count == 0 ? null : Fault.Of(results[0], name)) ?? reply.Yes();
    }

    private ValueTask<Fault?> GroupAsync(string group, Arguments arguments, int signal, Reply reply) =>
        engine.Current.Groups.TryGetValue(group, out var spec)
            ? ManyAsync(new Selection.OneGroup(group), [spec], arguments, signal, reply)
            : new(new Fault(FaultCode.BadName, group));

    private async ValueTask<Fault?> ManyAsync(
        Selection what, IEnumerable<GroupSpec> groups, Arguments arguments, int index, Reply reply)
    {
        if (Parse(arguments, index) is not { } signal)
        {
            // As in supervisord it is the fault of each process that would have got it.
            Refuse(reply, groups, new Fault(FaultCode.BadSignal, arguments.Word(index)));
            return null;
        }

        var results = await engine.ExecuteAsync(id => new Input.SendSignal(id, what, signal), reply.Cancellation);
        if (results is null) return Fault.Busy;
        if (results is [{ Process.Name.Length: 0 } only] && Fault.Of(only, only.Process.Group) is { } fault) return fault;
        TargetResults.Write(reply.Values, results);
        return null;
    }

    private void Refuse(Reply reply, IEnumerable<GroupSpec> groups, Fault fault)
    {
        var state = engine.Current;
        reply.Values.BeginArray();
        foreach (var entry in groups.SelectMany(group => state.ProcessesOf(group.Name)).Where(entry => entry.State.Code.IsInSignallableSet()))
        {
            TargetResults.Write(reply.Values, entry.Spec.Name, fault);
        }

        reply.Values.EndArray();
    }

    private static Signal? Parse(Arguments arguments, int index) =>
        arguments.Word(index) is { } word && SignalNumbers.Parse(word) is { } number and > 0 ? new Signal(SignalNumbers.Name(number)) : null;
}
