using Supervisor.Ctl.Offline;
using Supervisor.Ctl.Results;

namespace Supervisor.Ctl.Commands;

internal sealed class HelpCommand(CommandTable commands) : ICommand
{
    private const string Header = "default commands (type help <topic>):";
    private const int Width = 79;

    public string Name => "help";

    public CompletionKind Completion => CompletionKind.Commands;

    public string Help =>
        """
        help		Print a list of available actions
        help <action>	Print help for <action>
        """;

    public Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string topic = string.Join(' ', words);
        if (topic.Length == 0)
            List(session);
        else
            session.Output.Line(commands.Find(topic)?.Help ?? OfflineCommands.Help(topic) ?? $"*** No help on {topic}");
        return Task.CompletedTask;
    }

    private void List(Session session)
    {
        session.Output.Line("");
        session.Output.Line(Header);
        session.Output.Line(new string('=', Header.Length));
        foreach (string line in Columns.Lines(commands.Listed, Width))
            session.Output.Line(line);
        session.Output.Line("");
    }
}
