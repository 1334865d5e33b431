using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class ClearCommand : ICommand
{
    public string Name => "clear";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        clear <name>		Clear a process' log files.
        clear <gname>:*		Clear the log files of all processes in a group
        clear <name> <name>	Clear multiple process' log files
        clear all		Clear all process' log files
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count == 0)
        {
            session.WrongUse(this, "clear requires a process name");
            return;
        }

        var report = new ResultReport(session);
        await new ClearOperation().RunAsync(session.Client, words, report, session.Output.Flush, cancellationToken);
        report.Complete();
    }
}
