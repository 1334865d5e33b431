using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.EnvironmentFiles;
using Supervisor.Config.Expansion;
using Supervisor.Config.Options;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Validates a whole document.</summary>
internal sealed class SpecReader(ConfigDocument document, DaemonOptions options, MachineChecks machine, DiagnosticSink sink)
{
    private static readonly string[] Tables =
    [
        "supervisord", ServerSections.UnixName, ServerSections.InetName, "supervisorctl", "program", "group", "program-default", ListenerReader.Kind,
        RosterReader.FastCgi,
    ];

    private readonly ConfigTable _root = document.Root;

    /// <summary>The specs; they count only when the sink has no errors.</summary>
    public (SupervisorSpec Spec, ClientSpec Client) Read()
    {
        CheckTables();
        var outer = new ExpansionScope(machine.Host, options.Check);
        var section = _root.Child("supervisord");
        if (section is not null)
        {
            UnknownKeys.Report(section, "supervisord", DaemonSection.Keys, sink);
        }

        var environment = DaemonEnvironment(section, outer, machine, sink);
        var scope = outer.WithDaemon(environment);
        CheckSection(section);

        // In an INI file the other keys of the section do not see the variables that it sets.
        var names = section?.Origin == TableOrigin.Section ? outer : scope;
        var daemon = new DaemonSection(
            new SectionReader(section, new ValueReader(sink, names, "supervisord")), options, document.IsIni, machine, sink).Read(environment.Values);
        var servers = new ServerSections(_root, scope, machine, sink).Read();
        var client = Client(servers, scope);
        var roster = new RosterReader(_root, scope, machine, sink).Read(environment.Values);
        foreach (var name in outer.Files.UnseenCredentials)
        {
            sink.Warn(
                SourcePlace.WholeFile(document.Path),
                $"the credential `{name}` is not here, so what it holds was not looked at; the service has it by LoadCredential={name}:PATH");
        }

        return (new SupervisorSpec(daemon, servers.ToValueList(), roster), client);
    }

    private void CheckSection(ConfigTable? section)
    {
        if (section is null && document.IsIni)
        {
            sink.Missing(SourcePlace.WholeFile(document.Path), ".ini file does not include supervisord section");
        }
    }

    // Nothing in an INI file's [supervisorctl] keeps supervisord from starting: it may need variables that only users have.
    private ClientSpec Client(IReadOnlyList<ServerSpec> servers, ExpansionScope scope)
    {
        var table = _root.Child("supervisorctl");
        var found = table?.Origin == TableOrigin.Section ? new DiagnosticSink() : sink;
        var client = ClientSection.Read(table, servers, scope, machine, found);
        if (found != sink)
        {
            foreach (var finding in found.ToList())
            {
                sink.Warn(new SourcePlace(finding.File, finding.Line, finding.Column), finding.Text);
            }
        }

        return client;
    }

    /// <summary><c>[supervisord].environment</c> over <c>environment_file</c>; everything else may use it.</summary>
    internal static EnvironmentLayer DaemonEnvironment(ConfigTable? section, ExpansionScope outer, MachineChecks machine, DiagnosticSink sink)
    {
        var files = EnvironmentLayer.Plain(EnvironmentFilesReader.Read(section, new ValueReader(sink, outer), machine, sink));
        return section is not null && section.TryGet("environment", out var entry)
            ? files.Overlay(EnvironmentReader.Read(entry, new ValueReader(sink, outer.WithDaemon(files), "supervisord")))
            : files;
    }

    private void CheckTables()
    {
        foreach (var entry in _root.Entries)
        {
            if (entry.Table is null)
            {
                sink.Error(entry.Place, Tables.Contains(entry.Key)
                    ? $"`{entry.Key}` is a table: write [{entry.Key}]"
                    : $"key `{entry.Key}` stands outside of any table");
            }
            else if (!Tables.Contains(entry.Key))
            {
                sink.Error(entry.Place, $"unknown table [{entry.Key}]{Hint(entry.Key)}");
            }
        }
    }

    private string Hint(string name)
    {
        // INI's [program:web], put in quotes to please TOML.
        var colon = name.IndexOf(':');
        if (colon > 0 && Tables.Contains(name[..colon]))
        {
            return $"; did you mean `[{name[..colon]}.{name[(colon + 1)..]}]`?";
        }

        return name == "include" ? "; files are included by `include = [...]` in [supervisord]" : sink.Hint(name, Tables);
    }
}
