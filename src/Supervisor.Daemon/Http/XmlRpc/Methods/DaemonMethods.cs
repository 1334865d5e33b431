using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>supervisord about itself, and its end.</summary>
internal sealed class DaemonMethods(SupervisionEngine engine, DaemonIdentity identity, Reloader reloader)
{
    /// <summary>supervisord's API version, which its clients compare.</summary>
    public const string ApiVersion = "3.0";

    public IEnumerable<RpcMethod> All()
    {
        var version = Says("supervisor.getAPIVersion", "Return the version of the RPC API used by supervisord", "string", "version id",
            reply => reply.Values.Text(ApiVersion));
        yield return version;
        yield return version with { Name = "supervisor.getVersion" };
        yield return Says("supervisor.getSupervisorVersion", "Return the version of supervisord", "string", "version id",
            reply => reply.Values.Text(DaemonIdentity.Version));
        yield return Says("supervisor.getIdentification", "Return the identifying string of supervisord", "string", "identifier",
            reply => reply.Values.Text(identity.Identifier));
        yield return Says("supervisor.getPID", "Return the PID of supervisord", "int", "PID",
            reply => reply.Values.Number(identity.Pid));
        yield return Says("supervisor.getState", "Return the state of supervisord", "struct", "keys int statecode, string statename", WriteState);
        yield return Says("supervisor.shutdown", "Shut supervisord down", "boolean", "always true", reply =>
        {
            engine.Shutdown();
            reply.Yes();
        }) with
        { Changes = true };
        yield return new RpcMethod(
            "supervisor.restart",
            "Stop everything and start anew from the config on disk",
            new("boolean", "result", "true; a fault when the config has errors, and everything goes on as it was"),
            [],
            (_, reply) => new(Restart(reply)))
        {
            Changes = true,
        };
    }

    private void WriteState(Reply reply)
    {
        var phase = engine.Current.Phase;
        reply.Values.BeginStruct();
        reply.Values.Member("statecode"u8, (int)phase);
        reply.Values.Member("statename"u8, phase switch
        {
            RosterPhase.Running => "RUNNING",
            RosterPhase.Restarting => "RESTARTING",
            _ => "SHUTDOWN",
        });
        reply.Values.EndStruct();
    }

    private Fault? Restart(Reply reply)
    {
        var result = reloader.Reload();
        return result.Spec is null ? ConfigMethods.CannotReread(result) : reply.Yes();
    }

    private static RpcMethod Says(string name, string summary, string type, string meaning, Action<Reply> say) =>
        new(name, summary, new(type, "result", meaning), [], (_, reply) =>
        {
            say(reply);
            return default;
        });
}
