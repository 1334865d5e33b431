using Microsoft.Extensions.Logging;
using Supervisor.Config;
using Supervisor.Core.Specs;
using Supervisor.Daemon.Logging;

namespace Supervisor.Daemon.Boot;

/// <summary>What the main log says at a start, in supervisord's words and order.</summary>
internal static class StartReport
{
    public static void Write(ILogger log, ConfigResult config, SupervisorSpec spec, IReadOnlyList<string> limitMessages, bool daemonized)
    {
        if (Environment.IsPrivilegedProcess && spec.Daemon.User is null)
        {
            log.Alarm("Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  "
                + "If you intend to run as root, you can set user=root in the config file to avoid this message.");
        }

        foreach (var diagnostic in config.Diagnostics)
        {
            log.ConfigWarning(diagnostic.ToLogText());
        }

        foreach (var message in config.Messages.Concat(limitMessages))
        {
            log.Say(message);
        }

        foreach (var server in spec.Servers.OrderBy(server => server is ServerSpec.Unix))
        {
            log.Say("RPC interface 'supervisor' initialized");
            if (server.Username is null) log.Alarm($"Server '{NameInIni(server.Section)}' running without any HTTP authentication checking");
        }

        if (daemonized)
        {
            log.Say("daemonizing the supervisord process");
            if (spec.Daemon.Directory is { } directory) log.Say($"set current directory: '{directory}'");
        }
    }

    // The line is supervisord's: whoever looks for it looks for [inet_http_server:two], however the file writes it.
    private static string NameInIni(string section) =>
        section.IndexOf('.') is var dot and > 0 ? $"{section[..dot]}:{section[(dot + 1)..]}" : section;
}
