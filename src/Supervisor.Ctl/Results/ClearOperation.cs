using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>Empties logs. The API has no request for the logs of a group: its processes are asked for and taken one by one.</summary>
internal sealed class ClearOperation() : ProcessOperation(ResultWords.Clear)
{
    protected override Task<OperationResult> OneAsync(
        IControlClient client, string group, string name, CancellationToken cancellationToken) =>
        client.ClearLogsAsync(group, name, cancellationToken);

    protected override async Task<OperationResults> GroupAsync(
        IControlClient client, string group, CancellationToken cancellationToken)
    {
        var results = new List<OperationResult>();
        foreach (ProcessInfo process in await client.GroupProcessesAsync(group, cancellationToken))
            results.Add(await OneOrErrorAsync(client, process.Group, process.Name, cancellationToken));
        return new OperationResults(results);
    }

    protected override Task<OperationResults> AllAsync(IControlClient client, CancellationToken cancellationToken) =>
        client.ClearAllLogsAsync(cancellationToken);
}
