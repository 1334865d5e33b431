using System.Reflection;

namespace Supervisor.Daemon.Boot;

/// <summary>How the daemon calls itself; the identifier can change with a reload.</summary>
internal sealed class DaemonIdentity(string identifier)
{
    public static string Version { get; } =
        typeof(DaemonIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    public string Identifier { get; set; } = identifier;
}
