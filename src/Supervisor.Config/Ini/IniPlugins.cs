using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Ini;

/// <summary>
/// Python's plug-ins, <c>[rpcinterface:x]</c> and <c>[ctlplugin:x]</c>. What supervisord brings along itself is built in
/// here; other factories are Python code, which only Python can run.
/// </summary>
internal sealed class IniPlugins
{
    private const string RpcFactory = "supervisor.rpcinterface_factory";
    private const string CtlFactory = "supervisor.ctl_factory";

    private static readonly string[] BuiltIn = ["supervisor.rpcinterface:make_main_rpcinterface"];

    private readonly Dictionary<string, ConfigTable> _sections = new(StringComparer.Ordinal);

    /// <summary>The keys of a section, to be filled.</summary>
    public ConfigTable Open(IniSection section)
    {
        if (!_sections.TryGetValue(section.Name, out var table))
        {
            table = new ConfigTable(TableOrigin.Section, section.Place);
            _sections.Add(section.Name, table);
        }

        return table;
    }

    /// <summary>
    /// An interface that is not there is an error, as in supervisord: its clients would find no method. A command that
    /// supervisorctl has not is a warning: everything else works.
    /// </summary>
    public void Report(ExpansionScope scope, DiagnosticSink sink)
    {
        foreach (var (name, table) in _sections)
        {
            var isRpc = name.StartsWith(SectionName.RpcInterface, StringComparison.Ordinal);
            var key = isRpc ? RpcFactory : CtlFactory;
            if (!table.TryGet(key, out var entry))
            {
                sink.Error(table.Place, $"section [{name}] does not specify a {key}");
                continue;
            }

            if (new ValueReader(sink, scope, name).Text(entry) is not { } factory || BuiltIn.Contains(PythonSpace.Strip(factory)))
            {
                continue;
            }

            var text = $"{factory} cannot be resolved within [{name}]: plug-ins written in Python cannot be loaded";
            if (isRpc)
            {
                sink.Error(entry.Value.Place, text);
            }
            else
            {
                sink.Warn(entry.Value.Place, text);
            }
        }
    }
}
