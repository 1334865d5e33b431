using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class SignalCommand : ICommand
{
    public string Name => "signal";

    public CompletionKind Completion => CompletionKind.Processes;

    public string Help =>
        """
        signal <signal name> <name>		Signal a process
        signal <signal name> <gname>:*		Signal all processes in a group
        signal <signal name> <name> <name>	Signal multiple processes or groups
        signal <signal name> all		Signal all processes
        """;

    public async Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (await session.CheckAsync(cancellationToken) is null)
            return;
        if (words.Count < 2)
        {
            session.WrongUse(this, "signal requires a signal name and a process name");
            return;
        }

        var report = new ResultReport(session);
        await new SignalOperation(words[0]).RunAsync(
            session.Client, [.. words.Skip(1)], report, session.Output.Flush, cancellationToken);
        report.Complete();
    }
}
