using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Ini;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads <c>[unix_http_server]</c>, <c>[inet_http_server]</c> and their further <c>.NAME</c>s, Unix sockets first.</summary>
internal sealed class ServerSections(ConfigTable root, ExpansionScope scope, MachineChecks machine, DiagnosticSink sink)
{
    public const string UnixName = "unix_http_server";
    public const string InetName = "inet_http_server";

    private const int MostServers = 1000;

    internal static readonly string[] UnixKeys = ["file", "chmod", "chown", "username", "password", "optional"];
    internal static readonly string[] InetKeys = ["port", "username", "password", "certfile", "keyfile"];

    public IReadOnlyList<ServerSpec> Read()
    {
        var servers = new List<(ServerSpec Spec, SourcePlace Place)>();
        foreach (var (name, table) in Tables(UnixName, UnixKeys))
        {
            Add(servers, ReadUnix(name, table), table);
        }

        foreach (var (name, table) in Tables(InetName, InetKeys))
        {
            Add(servers, ReadInet(name, table), table);
        }

        return servers.ConvertAll(server => server.Spec);
    }

    private void Add(List<(ServerSpec Spec, SourcePlace Place)> servers, ServerSpec? server, ConfigTable table)
    {
        if (server is null)
        {
            return;
        }

        if (servers.Count == MostServers)
        {
            sink.Error(table.Place, $"[{server.Section}] is one too many: a config may have {MostServers} servers");
        }

        if (servers.Count >= MostServers)
        {
            servers.Add((server, table.Place));
            return;
        }

        var same = servers.Find(other => Address(other.Spec) == Address(server));
        if (same.Spec is not null)
        {
            sink.Error(table.Place, $"[{server.Section}] has the same address as [{same.Spec.Section}]: {Address(server)}");
        }

        servers.Add((server, table.Place));
    }

    private static string Address(ServerSpec server) => server switch
    {
        ServerSpec.Unix unix => unix.Path,
        ServerSpec.Inet inet => string.Create(null, $"{inet.Host}:{inet.Port}"),
        _ => server.Section,
    };

    // The table itself when it has keys of its own, and each table in it, which is one more server.
    private IEnumerable<(string Name, ConfigTable Table)> Tables(string section, string[] keys)
    {
        if (root.Child(section) is not { } table)
        {
            yield break;
        }

        foreach (var entry in table.Entries.Where(e => e.Table is null && !keys.Contains(e.Key)))
        {
            UnknownKeys.Report(entry, table, section, keys, sink);
        }

        var named = table.Entries.Where(e => e.Table is not null && !keys.Contains(e.Key)).ToList();
        if (table.Origin != TableOrigin.Implied || table.Entries.Count > named.Count)
        {
            yield return (section, table);
        }

        foreach (var entry in named)
        {
            UnknownKeys.Report(entry.Table!, $"{section}.{entry.Key}", keys, sink);
            yield return ($"{section}.{entry.Key}", entry.Table!);
        }
    }

    private ServerSpec.Unix? ReadUnix(string name, ConfigTable table)
    {
        var section = new SectionReader(table, new ValueReader(sink, scope, table.Title(name)));
        var path = section.Checked("file", Socket);
        var mode = section.Octal("chmod") ?? 0b111_000_000;
        var (owner, group) = section.Entry("chown") is { } chown ? OwnerReader.Read(chown, section.Values, machine) : (null, null);
        var (username, password) = Authentication(name, section, table);
        if (section.Entry("file") is null)
        {
            sink.Missing(table.Place, $"section [{table.Title(name)}] has no file value");
        }

        return path is null ? null : new ServerSpec.Unix(path, mode, owner, group)
        {
            Section = name,
            Username = username,
            Password = password,
            IsOptional = section.Boolean("optional"),
        };
    }

    private Parsed<string> Socket(string text) => SocketPath.Check(machine.Path(text));

    private ServerSpec.Inet? ReadInet(string name, ConfigTable table)
    {
        var section = new SectionReader(table, new ValueReader(sink, scope, table.Title(name)));
        var address = section.Checked("port", InetAddress.Parse, SupervisordWords.InetAddress);
        var (username, password) = Authentication(name, section, table);
        if (section.Entry("port") is null)
        {
            sink.Missing(table.Place, $"section [{table.Title(name)}] has no port value");
        }

        var tls = Tls(name, section);
        return address is null ? null : new ServerSpec.Inet(address.Host, address.Port)
        {
            Section = name,
            Username = username,
            Password = password,
            Tls = tls,
        };
    }

    // As in Python's ssl module the key may be in the file of the certificate.
    private TlsFiles? Tls(string name, SectionReader section)
    {
        var certificate = section.Checked("certfile", machine.ExistingFile);
        var key = section.Checked("keyfile", machine.ExistingFile);
        if (section.Entry("keyfile") is { } entry && section.Entry("certfile") is null)
        {
            sink.Error(entry.Place, $"[{name}] has a `keyfile` and no `certfile`");
        }

        return certificate is null ? null : new TlsFiles(certificate, key ?? certificate);
    }

    private (string? Username, string? Password) Authentication(string name, SectionReader section, ConfigTable table)
    {
        var (username, password) = (section.Secret("username"), section.Secret("password"));
        if (section.Entry("username") is null != section.Entry("password") is null)
        {
            sink.Error(
                (section.Entry("username") ?? section.Entry("password"))?.Place ?? table.Place,
                $"Section [{table.Title(name)}] contains incomplete authentication: If a username or a password is specified, both the "
                    + "username and password must be specified");
        }

        return string.IsNullOrEmpty(username) ? (null, null) : (username, password);
    }
}
