using Supervisor.Config.Documents;
using Supervisor.Config.Ini;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads the keys of a program's listening socket.</summary>
internal static class SocketReader
{
    private const string TcpScheme = "tcp://";
    private const string UnixScheme = "unix://";
    private const int MostBacklog = 65535;

    public static SocketAddress? Address(ConfigEntry entry, ValueReader reader, MachineChecks machine)
    {
        if (reader.Text(entry)?.Trim() is not { } text || (entry.IsIni && text.Length == 0))
        {
            return null;
        }

        var parsed = Parse(text, machine, entry.IsIni);
        if (parsed.Error is not null)
        {
            reader.Invalid(entry, parsed.Error);
        }

        return parsed.Value;
    }

    public static int? Backlog(ConfigEntry entry, ValueReader reader)
    {
        var backlog = reader.Integer(entry, int.MinValue);
        if (backlog is < 1 or > MostBacklog)
        {
            reader.Invalid(entry, $"socket_backlog must be an integer from 1 to {MostBacklog}");
        }

        return backlog;
    }

    public static SocketHandover? Handover(ConfigEntry entry, ValueReader reader)
    {
        switch (reader.Text(entry)?.Trim())
        {
            case null:
                return null;
            case "stdin":
                return SocketHandover.Stdin;
            case "listen_fds":
                return SocketHandover.ListenFds;
            case { } text:
                reader.Invalid(entry, $"\"{text}\" is neither \"stdin\" nor \"listen_fds\"");
                return null;
        }
    }

    private static Parsed<SocketAddress> Parse(string text, MachineChecks machine, bool isIni)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = text[UnixScheme.Length..];
            var checkedPath = path.StartsWith('/')
                ? SocketPath.Check(machine.Path(path))
                : Parsed.Fail<string>($"Unix socket path {path} is not an absolute path");
            return checkedPath.Error is null ? new SocketAddress.Unix(checkedPath.Value!) : Parsed.Fail<SocketAddress>(checkedPath.Error);
        }

        if (!text.StartsWith(TcpScheme, StringComparison.Ordinal) || !text[TcpScheme.Length..].Contains(':')
            || (isIni && !char.IsAsciiDigit(text[^1])))
        {
            return Parsed.Fail<SocketAddress>($"Bad socket format {text}: it is tcp://host:port or unix:///path");
        }

        var address = InetAddress.Parse(text[TcpScheme.Length..]);
        return address.Error is null
            ? new SocketAddress.Tcp(address.Value!.Host, address.Value.Port)
            : Parsed.Fail<SocketAddress>((isIni ? SupervisordWords.InetAddress(text) : null) ?? address.Error);
    }
}
