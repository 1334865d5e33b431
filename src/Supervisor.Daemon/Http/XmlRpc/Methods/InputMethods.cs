using System.Globalization;
using Supervisor.Core.Processes;
using Supervisor.Engine;
using Supervisor.Engine.Children;
using Supervisor.Engine.Notices;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>What clients say to processes: to their stdin, and to event listeners.</summary>
internal sealed class InputMethods(SupervisionEngine engine, IRemoteEvents events)
{
    private static readonly RpcParameter Truth = new("boolean", "result", "true unless error");

    public IEnumerable<RpcMethod> All()
    {
        yield return new(
            "supervisor.sendProcessStdin",
            "Write to the stdin of a process; text goes as UTF-8, base64 as it is",
            Truth,
            [new("string", "name", "name of the process (or 'group:name')"), new("string", "chars", "what to write")],
            WriteAsync)
        {
            Changes = true,
        };
        yield return new(
            "supervisor.sendRemoteCommEvent",
            "Send an event to the event listeners that subscribe to REMOTE_COMMUNICATION",
            Truth,
            [new("string", "type", "the \"type\" in the event"), new("string", "data", "the body of the event")],
            Send)
        {
            Changes = true,
            WhileStopping = true,
        };
    }

    private ValueTask<Fault?> Send(Arguments arguments, Reply reply)
    {
        if (arguments.Name(0) is not { } type || arguments.Bytes(1) is not { } data) return new(Fault.IncorrectParameters);
        events.Send(type, data);
        return new(reply.Yes());
    }

    private async ValueTask<Fault?> WriteAsync(Arguments arguments, Reply reply)
    {
        if (arguments.Bytes(1) is not { } bytes)
        {
            return arguments.Number(1) is { } number
                ? new Fault(FaultCode.IncorrectParameters, number.ToString(CultureInfo.InvariantCulture))
                : Fault.IncorrectParameters;
        }

        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        if (ProcessMethods.Find(engine, name) is not { } entry) return new Fault(FaultCode.BadName, name);
        if (entry.State is not (ProcessState.Running or ProcessState.Starting { Child: not null })) return new Fault(FaultCode.NotRunning, name);
        return await engine.WriteStdinAsync(entry.Spec.Name, bytes, reply.Cancellation) switch
        {
            StdinResult.Written => reply.Yes(),
            StdinResult.Closed => new Fault(FaultCode.NoFile, name),
            _ => new Fault(FaultCode.Failed, $"{name} does not read its stdin; a part may have been written"),
        };
    }
}
