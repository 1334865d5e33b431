using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Validation;

namespace Supervisor.Config;

/// <summary>Reads from a config only what <c>supervisorctl</c> needs; programs are not validated.</summary>
public static class ClientConfigLoader
{
    private const string NoServer =
        "cannot tell where supervisord listens: there is no [supervisorctl], [unix_http_server] or [inet_http_server]";

    /// <summary>
    /// <c>[supervisorctl]</c>, else the first server of the config and its includes. A config that names neither is an
    /// error, as is one that cannot be read; other mistakes are warnings as long as a server is named.
    /// </summary>
    public static ClientConfigResult Load(string path, IConfigHost host)
    {
        var reading = new DiagnosticSink();
        var root = new DocumentLoader(host, reading).Load(path).Document.Root;
        var sink = new DiagnosticSink();
        var outer = new ExpansionScope(host);
        var machine = new MachineChecks(host, trusted: true);

        // A variable that cannot be expanded there may not matter here, and the daemon's own start reports it.
        var scope = outer.WithDaemon(SpecReader.DaemonEnvironment(root.Child("supervisord"), outer, machine, new DiagnosticSink()));
        var section = root.Child("supervisorctl");
        var ownUrl = section?.TryGet("serverurl", out _) == true;
        var servers = new ServerSections(root, scope, machine, ownUrl ? new DiagnosticSink() : sink).Read();
        if (section is null && servers.Count == 0)
        {
            return Fail(reading, sink, path);
        }

        var client = ClientSection.Read(section, servers, scope, machine, sink);
        var errors = sink.ToList();
        return new ClientConfigResult(
            sink.HasErrors ? null : client,
            [.. reading.ToList().Select(d => d with { Severity = ConfigSeverity.Warning }), .. errors]);
    }

    private static ClientConfigResult Fail(DiagnosticSink reading, DiagnosticSink sink, string path)
    {
        if (!reading.HasErrors && !sink.HasErrors)
        {
            sink.Error(
                SourcePlace.WholeFile(path),
                ConfigDocument.IsToml(path) ? NoServer : $".ini file does not include supervisorctl section; {NoServer}");
        }

        return new ClientConfigResult(null, [.. reading.ToList(), .. sink.ToList()]);
    }
}
