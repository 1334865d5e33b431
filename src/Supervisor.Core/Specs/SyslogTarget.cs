using System.Text.Json.Serialization;

namespace Supervisor.Core.Specs;

/// <summary>Where messages for syslog go. Where none is configured they go to the daemon of this machine, in supervisord's words.</summary>
[JsonDerivedType(typeof(SyslogTarget.Local), "local")]
[JsonDerivedType(typeof(SyslogTarget.Udp), "udp")]
[JsonDerivedType(typeof(SyslogTarget.Tcp), "tcp")]
public abstract record SyslogTarget
{
    /// <summary>The socket of the syslog daemon, of journald too.</summary>
    public const string LocalPath = "/dev/log";

    private SyslogTarget()
    {
    }

    /// <summary>As it is written in a config.</summary>
    public abstract string Url { get; }

    /// <summary>A datagram socket of this machine, with messages as syslog(3) writes them.</summary>
    public sealed record Local(string Path) : SyslogTarget
    {
        public override string Url => "unix://" + Path;
    }

    /// <summary>RFC 5424 messages over UDP (RFC 5426).</summary>
    public sealed record Udp(string Host, int Port) : SyslogTarget
    {
        public override string Url => Authority("udp", Host, Port);
    }

    /// <summary>RFC 5424 messages over TCP, each with its length in front (RFC 6587).</summary>
    public sealed record Tcp(string Host, int Port) : SyslogTarget
    {
        public override string Url => Authority("tcp", Host, Port);
    }

    /// <summary>journald, in its own protocol, so that each process is an identifier of its own with fields to look for.</summary>
    public sealed record Journal(string Path) : SyslogTarget
    {
        public static readonly Journal OfThisMachine = new("/run/systemd/journal/socket");

        public override string Url => "journal://" + Path;
    }

    private static string Authority(string scheme, string host, int port) =>
        string.Create(null, $"{scheme}://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
}
