using Supervisor.Control.Client;
using Supervisor.Control.Wire;

namespace Supervisor.Ctl.Results;

/// <summary>
/// An operation on the processes that a command names: <c>all</c> anywhere among the names is one request for all, <c>group:*</c>
/// one for the group, and the names are taken in the order given, each finished before the next.
/// </summary>
internal abstract class ProcessOperation(ResultWords words)
{
    public async Task RunAsync(
        IControlClient client, IReadOnlyList<string> names, ResultReport report, Action flush, CancellationToken cancellationToken)
    {
        if (names.Contains("all"))
        {
            Report(await AllAsync(client, cancellationToken), report);
            return;
        }

        foreach (string name in names)
        {
            Namespec spec = Namespec.Parse(name);
            if (spec.Process is { } process)
                report.Add(await OneOrErrorAsync(client, spec.Group, process, cancellationToken), words);
            else
                await ReportGroupAsync(client, spec.Group, report, cancellationToken);
            flush();
        }
    }

    protected abstract Task<OperationResult> OneAsync(
        IControlClient client, string group, string name, CancellationToken cancellationToken);

    protected abstract Task<OperationResults> GroupAsync(IControlClient client, string group, CancellationToken cancellationToken);

    protected abstract Task<OperationResults> AllAsync(IControlClient client, CancellationToken cancellationToken);

    private protected async Task<OperationResult> OneOrErrorAsync(
        IControlClient client, string group, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await OneAsync(client, group, name, cancellationToken);
        }
        catch (ControlException e) when (e.Error.Failure == ControlFailure.Answered)
        {
            return new OperationResult { Group = group, Name = name, Code = e.Code, Detail = e.Message };
        }
    }

    private async Task ReportGroupAsync(
        IControlClient client, string group, ResultReport report, CancellationToken cancellationToken)
    {
        OperationResults results;
        try
        {
            results = await GroupAsync(client, group, cancellationToken);
        }
        catch (ControlException e) when (e.Code == ErrorCodes.NoSuchGroup)
        {
            report.AddUnknownGroup(group, words);
            return;
        }

        Report(results, report);
    }

    private void Report(OperationResults results, ResultReport report)
    {
        foreach (OperationResult result in results.Results)
            report.Add(result, words);
    }
}
