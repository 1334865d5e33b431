using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

internal sealed class SignalOperation(string signal) : ProcessOperation(ResultWords.Signal)
{
    protected override Task<OperationResult> OneAsync(
        IControlClient client, string group, string name, CancellationToken cancellationToken) =>
        client.SignalProcessAsync(group, name, signal, cancellationToken);

    protected override Task<OperationResults> GroupAsync(IControlClient client, string group, CancellationToken cancellationToken) =>
        client.SignalGroupAsync(group, signal, cancellationToken);

    protected override Task<OperationResults> AllAsync(IControlClient client, CancellationToken cancellationToken) =>
        client.SignalAllAsync(signal, cancellationToken);
}
