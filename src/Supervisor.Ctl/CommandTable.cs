using Supervisor.Ctl.Commands;
using Supervisor.Ctl.Health;

namespace Supervisor.Ctl;

/// <summary>All commands by name.</summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, ICommand> _byName;
    private readonly HelpCommand _help;

    public CommandTable()
    {
        ICommand[] commands =
        [
            new AddCommand(), new AvailCommand(), new ClearCommand(), new LeaveCommand("exit"), new ForegroundCommand(), new HealthCommand(),
            new MainTailCommand(), new OpenCommand(), new PidCommand(), new LeaveCommand("quit"), new ReloadCommand(),
            new RemoveCommand(), new RereadCommand(), new RestartCommand(), new ShutdownCommand(), new SignalCommand(),
            new StartCommand(), new StatusCommand(), new StopCommand(), new TailCommand(), new UpdateCommand(), new UpgradeCommand(),
            new VersionCommand(),
        ];
        _byName = commands.ToDictionary(command => command.Name, StringComparer.Ordinal);
        Listed = [.. _byName.Keys.Order(StringComparer.Ordinal)];
        _help = new HelpCommand(this);
        _byName.Add(_help.Name, _help);
    }

    /// <summary>The names that <c>help</c> lists: all but its own.</summary>
    public IReadOnlyList<string> Listed { get; }

    public IEnumerable<string> Names => Listed.Append(_help.Name);

    public ICommand? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether the shell ends after this command.</summary>
    public static bool Leaves(ICommand command) => command is LeaveCommand;
}
