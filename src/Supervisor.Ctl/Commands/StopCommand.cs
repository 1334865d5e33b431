using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class StopCommand : ICommand
{
    public string Name => "stop";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        stop <name>		Stop a process
        stop <gname>:*		Stop all processes in a group
        stop <name> <name>	Stop multiple processes or groups
        stop all		Stop all processes
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count == 0)
        {
            session.WrongUse(this, "stop requires a process name");
            return;
        }

        var report = new ResultReport(session);
        await VerbOperation.Stop.RunAsync(session.Client, words, report, session.Output.Flush, cancellationToken);
        report.Complete();
    }
}
