using Supervisor.Config;
using Supervisor.Core.Roster;
using Supervisor.Daemon.Boot;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.XmlRpc.Methods;

/// <summary>The config and the groups: reread, add, remove, list.</summary>
internal sealed class ConfigMethods(SupervisionEngine engine, Reloader reloader)
{
    private static readonly RpcParameter Truth = new("boolean", "result", "true unless error");

    public IEnumerable<RpcMethod> All()
    {
        yield return new(
            "supervisor.reloadConfig",
            "Read the config again; nothing that runs changes",
            new("array", "result", "[[added, changed, removed]], names of groups"),
            [],
            async (_, reply) => await RereadAsync(reply))
        {
            Changes = true,
        };
        yield return new(
            "supervisor.addProcessGroup",
            "Take a configured group into the running set and start what has autostart",
            Truth,
            [new("string", "name", "name of the group")],
            (arguments, reply) => OneGroupAsync(arguments, reply, (id, name) => new Input.AddGroup(id, name)))
        {
            Changes = true,
        };
        yield return new(
            "supervisor.removeProcessGroup",
            "Take a stopped group out of the running set",
            Truth,
            [new("string", "name", "name of the group")],
            (arguments, reply) => OneGroupAsync(arguments, reply, (id, name) => new Input.RemoveGroup(id, name)))
        {
            Changes = true,
        };
        yield return new(
            "supervisor.getAllConfigInfo",
            "Get what is configured for every process, running or not",
            new("array", "result", "structs of process config"),
            [],
            async (_, reply) =>
            {
                await WriteAllAsync(reply);
                return null;
            });
    }

    /// <summary>The fault for a config with errors; all of them, on one line.</summary>
    public static Fault CannotReread(ConfigResult result) => new(
        FaultCode.CantReread, string.Join("; ", result.Diagnostics.Where(found => found.IsError).Select(found => found.ToString())));

    private async Task<Fault?> RereadAsync(Reply reply)
    {
        // On a pool thread: reading may take long, and the reactor never waits for it.
        var result = await Task.Run(reloader.Read, reply.Cancellation);
        if (result.Spec is not { } spec) return CannotReread(result);
        if (await engine.ChangeAsync(id => new Input.Reread(id, spec.Roster), reply.Cancellation) is not { } changes) return Fault.Busy;
        reply.Values.BeginArray();
        reply.Values.BeginArray();
        foreach (var kind in new[] { ChangeKind.Added, ChangeKind.Changed, ChangeKind.Removed })
        {
            reply.Values.Texts(changes.Where(change => change.Kind == kind).Select(change => change.Group));
        }

        reply.Values.EndArray();
        reply.Values.EndArray();
        return null;
    }

    private async ValueTask<Fault?> OneGroupAsync(Arguments arguments, Reply reply, Func<RequestId, string, Input> command)
    {
        if (arguments.Name(0) is not { } name) return Fault.IncorrectParameters;
        if (await engine.ExecuteAsync(id => command(id, name), reply.Cancellation) is not { } results) return Fault.Busy;
        return (results.Count == 0 ? null : Fault.Of(results[0], name)) ?? reply.Yes();
    }

    private async Task WriteAllAsync(Reply reply)
    {
        var state = engine.Current;
        var accounts = new AccountNumbers();
        var all = state.Available.Groups
            .SelectMany(group => group.Processes.Select(process => (Group: group, Process: process)))
            .OrderBy(pair => pair.Process.Name.Name, StringComparer.Ordinal);
        reply.Values.BeginArray();
        foreach (var (group, process) in all)
        {
            ConfigStruct.Write(reply.Values, group, process, state.Groups.ContainsKey(group.Name), accounts);
            await reply.KeepBoundedAsync();
        }

        reply.Values.EndArray();
    }
}
