using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads where messages for syslog go: <c>udp://host[:port]</c>, <c>tcp://host[:port]</c> or <c>unix:///path</c>.</summary>
internal static class SyslogText
{
    // RFC 5426 for UDP; RFC 6587 names none for TCP, and this is what daemons listen on.
    private const int UdpPort = 514;
    private const int TcpPort = 601;

    public static Parsed<SyslogTarget> Parse(string text, MachineChecks machine)
    {
        var trimmed = text.Trim();
        var end = trimmed.IndexOf("://", StringComparison.Ordinal);
        var (scheme, rest) = end < 0 ? ("", "") : (trimmed[..end], trimmed[(end + 3)..]);
        switch (scheme)
        {
            case "unix" when rest.StartsWith('/'):
                var path = SocketPath.Check(machine.Path(rest));
                return path.Error is null ? new SyslogTarget.Local(path.Value!) : Parsed.Fail<SyslogTarget>(path.Error);
            case "udp" or "tcp" when rest.Length > 0:
                var hasPort = rest.LastIndexOf(':') > rest.LastIndexOf(']');
                var address = InetAddress.Parse(hasPort ? rest : string.Create(null, $"{rest}:{(scheme == "udp" ? UdpPort : TcpPort)}"));
                if (address.Error is not null)
                {
                    return Parsed.Fail<SyslogTarget>(address.Error);
                }

                return address.Value!.Host.Length == 0 ? Parsed.Fail<SyslogTarget>($"there is no host in {trimmed}")
                    : scheme == "udp" ? new SyslogTarget.Udp(address.Value.Host, address.Value.Port)
                    : new SyslogTarget.Tcp(address.Value.Host, address.Value.Port);
            default:
                return Parsed.Fail<SyslogTarget>($"\"{trimmed}\" is none of udp://host:port, tcp://host:port and unix:///path");
        }
    }
}
