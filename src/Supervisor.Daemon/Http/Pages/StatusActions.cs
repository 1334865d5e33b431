using System.Globalization;
using Supervisor.Core.Processes;
using Supervisor.Core.Roster;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Http.XmlRpc;
using Supervisor.Daemon.Http.XmlRpc.Methods;
using Supervisor.Engine;

namespace Supervisor.Daemon.Http.Pages;

/// <summary>What the links of the status page do, and what the page says of it afterwards, in supervisord's words.</summary>
internal sealed class StatusActions(SupervisionEngine engine)
{
    public const string Refresh = "refresh";

    /// <summary>Whether there is such an action, for all processes or for the one that is named.</summary>
    public static bool Knows(string action, string? process) =>
        action is Refresh or "stopall" or "restartall"
        || (!string.IsNullOrEmpty(process) && action is "start" or "stop" or "restart" or "clearlog");

    /// <summary>Does it, and returns when it is done.</summary>
    public async Task<string> PerformAsync(string action, string? name, CancellationToken cancellation)
    {
        switch (action)
        {
            case Refresh:
                return $"Page refreshed at {Now()}";
            case "stopall":
                return await AllAsync(id => new Input.Stop(id, new Selection.All(), true), "stopped", cancellation);
            case "restartall":
                return await AllAsync(id => new Input.Restart(id, new Selection.All(), true), "restarted", cancellation);
        }

        if (ProcessMethods.Find(engine, name!) is not { } entry) return $"No such process named {name}";
        var one = new Selection.OneProcess(entry.Spec.Name);
        return action switch
        {
            "start" => await StartAsync(entry, name!, id => new Input.Start(id, one, true), "started", cancellation),
            "restart" => await StartAsync(entry, name!, id => new Input.Restart(id, one, true), "restarted", cancellation),
            "stop" => await OneAsync(name!, id => new Input.Stop(id, one, true), cancellation) is { } fault
                ? Unexpected(fault)
                : $"Process {name} stopped",
            _ => await ClearAsync(entry.Spec.Name) ? $"Log for {name} cleared" : Unexpected(new Fault(FaultCode.Failed, name)),
        };
    }

    private async Task<string> AllAsync(Func<RequestId, Input> command, string done, CancellationToken cancellation)
    {
        if (await engine.ExecuteAsync(command, cancellation) is not { } results) return Unexpected(Fault.Busy);
        return results is [{ Outcome: Outcome.ShuttingDown }] ? Unexpected(new Fault(FaultCode.ShutdownState)) : $"All {done} at {Now()}";
    }

    private async Task<string> StartAsync(
        ProcessEntry entry, string name, Func<RequestId, Input> command, string done, CancellationToken cancellation)
    {
        var fault = engine.CheckCommand(entry.Spec) is { } failure
            ? new Fault(failure.Kind == StartFailureKind.NoFile ? FaultCode.NoFile : FaultCode.NotExecutable, failure.SpawnError)
            : await OneAsync(name, command, cancellation);
        return fault?.Code switch
        {
            null => $"Process {name} {done}",
            FaultCode.NoFile => $"ERROR: Process {name}: no such file",
            FaultCode.NotExecutable => $"ERROR: Process {name}: file not executable",
            FaultCode.AlreadyStarted => $"ERROR: Process {name}: already started",
            FaultCode.SpawnError => $"ERROR: Process {name}: spawn error",
            FaultCode.AbnormalTermination => $"ERROR: Process {name}: abnormal termination",
            _ => $"ERROR: Process {name}: {Unexpected(fault)}",
        };
    }

    private async Task<Fault?> OneAsync(string name, Func<RequestId, Input> command, CancellationToken cancellation)
    {
        if (await engine.ExecuteAsync(command, cancellation) is not { } results) return Fault.Busy;
        return results.Count == 0 ? null : Fault.Of(results[0], name);
    }

    private async Task<bool> ClearAsync(ProcessName process)
    {
        foreach (var stderr in new[] { false, true })
        {
            if (engine.FindChannel(process, stderr) is { } channel && !(await channel.ClearAsync()).Cleared) return false;
        }

        return true;
    }

    private static string Unexpected(Fault fault) => string.Create(CultureInfo.InvariantCulture, $"unexpected rpc fault [{(int)fault.Code}] {fault.Text}");

    // C's ctime(): Sun Nov  1 04:05:06 2026.
    private static string Now()
    {
        var now = DateTime.Now;
        return string.Create(CultureInfo.InvariantCulture, $"{now:ddd MMM} {now.Day,2} {now:HH:mm:ss yyyy}");
    }
}
