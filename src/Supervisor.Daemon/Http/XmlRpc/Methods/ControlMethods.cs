using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Engine;
using Supervisor.Engine.Requests;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>Start and stop, of one process, of a group or of all. Who waits holds no thread.</summary>
internal sealed class ControlMethods(SupervisionEngine engine, GroupStart groupStart)
{
    private static readonly RpcParameter Truth = new("boolean", "result", "true unless error");
    private static readonly RpcParameter Results = new("array", "result", "structs {name, group, status, description}");
    private static readonly RpcParameter Process = new("string", "name", "name of the process (or group:name, or group:*)");
    private static readonly RpcParameter Group = new("string", "name", "name of the group");
    private static readonly RpcParameter WaitForStart = new("boolean", "wait", "wait until each is fully started");
    private static readonly RpcParameter WaitForStop = new("boolean", "wait", "wait until each is fully stopped");

    public IEnumerable<RpcMethod> All()
    {
        yield return Method("supervisor.startProcess", "Start a process", Truth, [Process, WaitForStart], StartAsync);
        yield return Method("supervisor.startProcessGroup", "Start all processes of a group", Results, [Group, WaitForStart],
            (arguments, reply) => GroupAsync(arguments, reply, StartManyAsync));
        yield return Method("supervisor.startAllProcesses", "Start all processes", Results, [WaitForStart],
            (arguments, reply) => StartManyAsync(new Selection.All(), arguments.Truth(0, absent: true), reply));
        yield return Method("supervisor.stopProcess", "Stop a process", Truth, [Process, WaitForStop], StopAsync);
        yield return Method("supervisor.stopProcessGroup", "Stop all processes of a group", Results, [Group, WaitForStop],
            (arguments, reply) => GroupAsync(arguments, reply, StopManyAsync));
        yield return Method("supervisor.stopAllProcesses", "Stop all processes", Results, [WaitForStop],
            (arguments, reply) => StopManyAsync(new Selection.All(), arguments.Truth(0, absent: true), reply));
    }

    private static RpcMethod Method(string name, string summary, RpcParameter returns, RpcParameter[] parameters, MethodBody body) =>
        new(name, summary, returns, parameters, body) { Optional = 1, Changes = true };

    /// <summary>As in supervisord a command that cannot be run is said before the state is looked at, and changes nothing.</summary>
    private async ValueTask<Fault?> StartAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        var wait = arguments.Truth(1, absent: true);
        if (ProcessTarget.Parse(name) is { Process: null, Group: var group })
            return await StartManyAsync(new Selection.OneGroup(group), wait, reply);
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        if (engine.CheckCommand(entry.Spec) is { } failure)
            return new Fault(failure.Kind == StartFailureKind.NoFile ? FaultCode.NoFile : FaultCode.NotExecutable, failure.SpawnError);
        return await OneAsync(id => new Input.Start(id, new Selection.OneProcess(entry.Spec.Name), wait), name, reply);
    }

    private async ValueTask<Fault?> StopAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        var wait = arguments.Truth(1, absent: true);
        var (group, process) = ProcessTarget.Parse(name);
        return process is null
            ? await StopManyAsync(new Selection.OneGroup(group), wait, reply)
            : await OneAsync(id => new Input.Stop(id, new Selection.OneProcess(new ProcessName(group, process)), wait), name, reply);
    }

    private static ValueTask<Fault?> GroupAsync(Arguments arguments, Reply reply, Func<Selection, bool, Reply, ValueTask<Fault?>> command) =>
        arguments.Name(0) is { } name
            ? command(new Selection.OneGroup(name), arguments.Truth(1, absent: true), reply)
            : new(Fault.IncorrectParameters);

    private async ValueTask<Fault?> OneAsync(Func<RequestId, Input> command, string name, Reply reply)
    {
        if (await engine.ExecuteAsync(command, reply.Cancellation) is not { } results) return Fault.Busy;
        return (results.Count == 0 ? null : Fault.Of(results[0], name)) ?? reply.Yes();
    }

    private async ValueTask<Fault?> StartManyAsync(Selection what, bool wait, Reply reply) =>
        Write(await groupStart.RunAsync(what, wait, reply.Cancellation), reply);

    private async ValueTask<Fault?> StopManyAsync(Selection what, bool wait, Reply reply) =>
        Write(await engine.ExecuteAsync(id => new Input.Stop(id, what, wait), reply.Cancellation), reply);

    private static Fault? Write(IReadOnlyList<TargetResult>? results, Reply reply)
    {
        if (results is null) return Fault.Busy;

        // One that is about no process: there is no such group, or the time is over.
        if (results is [{ Process.Name.Length: 0 } only] && Fault.Of(only, only.Process.Group) is { } fault) return fault;
        TargetResults.Write(reply.Values, results);
        return null;
    }
}
