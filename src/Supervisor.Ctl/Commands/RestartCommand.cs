using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

/// <summary>Stops everything that is named, then starts it all: the lines of both are printed.</summary>
internal sealed class RestartCommand : ICommand
{
    public string Name => "restart";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        restart <name>		Restart a process
        restart <gname>:*	Restart all processes in a group
        restart <name> <name>	Restart multiple processes or groups
        restart all		Restart all processes
        Note: restart does not reread config files. For that, see reread and update.
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count == 0)
        {
            session.WrongUse(this, "restart requires a process name");
            return;
        }

        var report = new ResultReport(session);
        await VerbOperation.StopForRestart.RunAsync(session.Client, words, report, session.Output.Flush, cancellationToken);
        session.Output.Flush();
        await VerbOperation.Start.RunAsync(session.Client, words, report, session.Output.Flush, cancellationToken);
        report.Complete();
    }
}
