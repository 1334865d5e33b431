namespace Supervisor.Ctl.Commands;

/// <summary><c>quit</c> and <c>exit</c>.</summary>
internal sealed class LeaveCommand(string name) : ICommand
{
    public string Name => name;

    public string Help => $"{name}\tExit the supervisor shell.";

    public Task RunAsync(Session session, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        session.Output.Line("");
        return Task.CompletedTask;
    }
}
