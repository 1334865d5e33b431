using System.Diagnostics;
using System.Globalization;
using Supervisor.Control.Client;
using Supervisor.Control.Wire;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Health;

/// <summary>For the health check of a container or a probe: one line, and 0 or 1. Docker gives other statuses no meaning.</summary>
internal sealed class HealthCommand : ICommand
{
    public const string CommandName = "healthcheck";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => CommandName;

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        healthcheck			Is all RUNNING that should be? One line, exit status 0 or 1
        healthcheck <name> ...		Are these processes or groups (<gname>:*) RUNNING?
        healthcheck --wait <secs> ...	Wait so long until they are
        healthcheck --timeout <secs> ...	How long supervisord may take to answer (10)
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var (options, error) = HealthOptions.Parse(words);
        if (options is null)
        {
            session.WrongWord(error!);
            return;
        }

        var watch = Stopwatch.StartNew();
        var verdict = await AskAsync(session, options, cancellationToken);
        while (!verdict.Healthy && watch.Elapsed < options.Wait)
        {
            await Task.Delay(Pause, cancellationToken);
            verdict = await AskAsync(session, options, cancellationToken);
        }

        if (!verdict.Healthy) session.ExitCode = ExitCode.Generic;
        if (session.Json) session.WriteJson(verdict, HealthJson.Default.HealthVerdict);
        else session.Output.Line(verdict.Line);
    }

    private static async Task<HealthVerdict> AskAsync(Session session, HealthOptions options, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            return options.Names.Count == 0
                ? HealthVerdict.OfAll(await session.Client.ListProcessesAsync(null, patience.Token))
                : HealthVerdict.OfNamed(await NamedAsync(session.Client, options.Names, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            SlowAnswer.AskKeeper(session.Endpoint);
            return HealthVerdict.Problem(string.Create(CultureInfo.InvariantCulture, $"{session.ServerUrl} did not answer within {options.Timeout.TotalSeconds} s"));
        }
        catch (ControlException e) when (session.Explain(e.Error) is { } known)
        {
            return HealthVerdict.Problem(known.Line);
        }
        catch (ControlException e) when (!session.MayTurn(e.Error))
        {
            return HealthVerdict.Problem(e.Error.Message);
        }
    }

    private static async Task<IReadOnlyList<ProcessInfo>> NamedAsync(IControlClient client, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = new List<ProcessInfo>();
        foreach (var name in names)
        {
            var spec = Namespec.Parse(name);
            if (spec.Process is { } process) found.Add(await client.GetProcessAsync(spec.Group, process, cancellationToken));
            else found.AddRange(await client.GroupProcessesAsync(spec.Group, cancellationToken));
        }

        return found;
    }
}
