using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>Start or stop.</summary>
internal sealed class VerbOperation(ProcessVerb verb, ResultWords words, bool holdSockets = false) : ProcessOperation(words)
{
    public static readonly VerbOperation Start = new(ProcessVerb.Start, ResultWords.Start);
    public static readonly VerbOperation Stop = new(ProcessVerb.Stop, ResultWords.Stop);

    /// <summary>The first half of a restart: whoever connects to a socket meanwhile waits for the second.</summary>
    public static readonly VerbOperation StopForRestart = new(ProcessVerb.Stop, ResultWords.Stop, holdSockets: true);

    protected override Task<OperationResult> OneAsync(
        IControlClient client, string group, string name, CancellationToken cancellationToken) =>
        client.OperateProcessAsync(group, name, verb, holdSockets: holdSockets, cancellationToken: cancellationToken);

    protected override Task<OperationResults> GroupAsync(IControlClient client, string group, CancellationToken cancellationToken) =>
        client.OperateGroupAsync(group, verb, holdSockets: holdSockets, cancellationToken: cancellationToken);

    protected override Task<OperationResults> AllAsync(IControlClient client, CancellationToken cancellationToken) =>
        client.OperateAllAsync(verb, holdSockets: holdSockets, cancellationToken: cancellationToken);
}
