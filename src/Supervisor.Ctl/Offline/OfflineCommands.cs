using Supervisor.Config.Options;
using Supervisor.Ctl.Doctor;

namespace Supervisor.Ctl.Offline;

/// <summary>The commands that need no server, by name.</summary>
internal static class OfflineCommands
{
    /// <summary>A name that this program may be called by, and is this command then.</summary>
    private const string EchoName = "echo_supervisord_conf";

    /// <param name="name">What stands where a command is expected.</param>
    /// <param name="options">The options before it.</param>
    /// <param name="program">What this program was called.</param>
    public static IOfflineCommand? Find(string? name, ClientOptions options, string program) => name switch
    {
        ConvertCommand.CommandName => new ConvertCommand(),
        EchoConfCommand.CommandName => new EchoConfCommand(),
        DoctorCommand.CommandName => new DoctorCommand(options, program),
        _ => null,
    };

    /// <summary>What <c>help</c> says of one of them, or null.</summary>
    public static string? Help(string name) => Find(name, ClientOptions.None, "")?.Help;

    /// <summary>The command that a program called like this is, or null for supervisorctl.</summary>
    public static IOfflineCommand? ByProgramName(string program) =>
        Path.GetFileName(program) == EchoName ? new EchoConfCommand() : null;
}
