namespace Supervisor.Ctl.Offline;

/// <summary>The commands that need no server, by name.</summary>
internal static class OfflineCommands
{
    /// <summary>A name that this program may be called by, and is this command then.</summary>
    private const string EchoName = "echo_supervisord_conf";

    private static readonly IOfflineCommand[] All = [new ConvertCommand(), new EchoConfCommand()];

    public static IOfflineCommand? Find(string? name) => Array.Find(All, command => command.Name == name);

    /// <summary>The command that a program called like this is, or null for supervisorctl.</summary>
    public static IOfflineCommand? ByProgramName(string program) =>
        Path.GetFileName(program) == EchoName ? Find(EchoConfCommand.CommandName) : null;
}
