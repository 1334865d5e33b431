using System.Reflection;

namespace Supervisor.Daemon.Boot;

/// <summary>How the daemon calls itself; the identifier can change with a reload.</summary>
/// <param name="identifier">What clients are told.</param>
/// <param name="pid">The process that signals go to, and that lives on over a crash or upgrade of this one.</param>
internal sealed class DaemonIdentity(string identifier, int pid)
{
    public int Pid { get; } = pid;

    public static string Version { get; } =
        typeof(DaemonIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    public string Identifier { get; set; } = identifier;
}
