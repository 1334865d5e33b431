using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>What does not go together among the keys of a program's socket.</summary>
internal static class SocketChecks
{
    private static readonly string[] UnixOnly = ["socket_owner", "socket_mode"];

    public static void Report(string section, string kind, ProgramSettings settings, ConfigTable table, DiagnosticSink sink)
    {
        if (settings.SocketAddress is null)
        {
            if (kind == RosterReader.FastCgi && (!table.TryGet("socket", out var socket) || socket.Value is ConfigValue.Text { Value.Length: 0 }))
            {
                sink.Missing(table.Place, $"[{section}] section requires a \"socket\" line");
            }

            return;
        }

        if (kind == ListenerReader.Kind)
        {
            sink.Error(settings.Places["socket"], $"[{section}] cannot have a socket: the stdin of a listener speaks the protocol");
        }

        foreach (var key in UnixOnly)
        {
            if (settings.SocketAddress is not SocketAddress.Unix && table.TryGet(key, out var entry))
            {
                sink.Error(entry.Place, $"socket_owner and socket_mode params should only be used with a Unix domain socket in [{section}] socket");
            }
        }
    }
}
