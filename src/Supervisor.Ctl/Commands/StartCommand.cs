using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class StartCommand : ICommand
{
    public string Name => "start";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        start <name>		Start a process
        start <gname>:*		Start all processes in a group
        start <name> <name>	Start multiple processes or groups
        start all		Start all processes
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count == 0)
        {
            session.WrongUse(this, "start requires a process name", ExitCode.BadArguments);
            return;
        }

        var report = new ResultReport(session);
        await VerbOperation.Start.RunAsync(session.Client, words, report, session.Output.Flush, cancellationToken);
        report.Complete();
    }
}
