using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Core.Tests.Specs;

/// <summary>Specs for tests.</summary>
internal static class Given
{
    public static ProcessSpec Process(string group, string name) => new()
    {
        Name = new ProcessName(group, name),
        Program = name,
        Command = new CommandLine($"/bin/{name}", [$"/bin/{name}"]),
    };

    public static ProcessSpec Process(string name) => Process(name, name);

    /// <summary>The group that a program makes by itself.</summary>
    public static GroupSpec Program(ProcessSpec process) => new(process.Name.Group, process.Priority, [process]);

    public static RosterSpec Roster(params IEnumerable<GroupSpec> groups) =>
        new(groups.OrderBy(group => group.Priority).ThenBy(group => group.Name, StringComparer.Ordinal).ToValueList());

    /// <summary>A whole config, of which only the roster matters here.</summary>
    public static SupervisorSpec Config(RosterSpec roster, ExitWhen exitWhen = ExitWhen.Never)
    {
        var daemon = new DaemonSpec { PidFile = "/run/supervisord.pid", ChildLogDirectory = "/tmp", ExitWhen = exitWhen };
        return new SupervisorSpec(daemon, ValueList<ServerSpec>.Empty, roster);
    }
}
