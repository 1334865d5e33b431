using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Config.Hosting;
using Supervisor.Config.Ini;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Conversion;

/// <summary>The INI files of a config, and what a converter has to know about all of them together.</summary>
internal sealed class ConversionSource
{
    private static readonly HashSet<string> None = [];

    private readonly Dictionary<SectionName, Dictionary<string, IniPair>> _sections = [];
    private readonly Dictionary<string, IniPair> _defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IniPair>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<SectionName, string> _firstFile = [];
    private readonly HashSet<string> _daemonVariables;
    private Dictionary<string, string>? _groups;
    private readonly ExpansionScope _scope;

    public ConversionSource(IReadOnlyList<(string Path, IniFile File)> files, ConfigTable root, IConfigHost host)
    {
        foreach (var (path, file) in files)
        {
            foreach (var section in file.Sections)
            {
                Add(path, section);
            }
        }

        var outer = new ExpansionScope(host);
        _daemonVariables = Variables(Get(new SectionName("supervisord", null), "environment"));
        _scope = outer.WithDaemon(SpecReader.DaemonEnvironment(root.Child("supervisord"), outer, new MachineChecks(host, trusted: true), new DiagnosticSink()));
        Outer = outer;
    }

    /// <summary>The names outside of any section.</summary>
    public ExpansionScope Outer { get; }

    /// <summary>Converts what stands outside of any section.</summary>
    public ExpansionConverter Outside => new(Outer, None, None);

    /// <summary>Whether this is the value that counts, of all that a key has.</summary>
    public bool Counts(SectionName section, IniPair pair) => ReferenceEquals(Get(section, pair.Key), pair);

    public bool Has(SectionName section) => _sections.ContainsKey(section);

    /// <summary>Whether the section stands in this file first, so that what comes from <c>[DEFAULT]</c> is written there.</summary>
    public bool StartsIn(SectionName section, string path) => _firstFile.GetValueOrDefault(section) == path;

    /// <summary>The keys that a section has from <c>[DEFAULT]</c>.</summary>
    public IEnumerable<IniPair> Inherited(SectionName section)
    {
        if (!_known.TryGetValue(section.Kind, out var known))
        {
            known = [.. _defaults.Values.Where(pair => SectionKeys.Knows(section.Kind, pair.Key))];
            _known.Add(section.Kind, known);
        }

        return known.Where(pair => !_sections[section].ContainsKey(pair.Key));
    }

    /// <summary>The value of a key that counts, or null.</summary>
    public IniPair? Get(SectionName section, string key) =>
        _sections.TryGetValue(section, out var pairs) && pairs.TryGetValue(key, out var pair) ? pair
        : SectionKeys.Knows(section.Kind, key) ? _defaults.GetValueOrDefault(key)
        : null;

    /// <summary>How names are to be converted in a value.</summary>
    public ExpansionConverter Converter(SectionName section, string key)
    {
        // In TOML these keys see variables that they do not see in an INI file.
        if (section.Kind == "supervisord")
        {
            return new ExpansionConverter(Outer, key == "environment" ? None : _daemonVariables, None);
        }

        if (!SectionKeys.IsProgram(section.Kind))
        {
            return new ExpansionConverter(_scope, None, None);
        }

        var name = section.Name ?? "";
        var scope = _scope.WithProgram(name, GroupOf(name));
        var own = key == ProgramKeys.Environment ? None : Variables(Get(section, ProgramKeys.Environment));
        return ProgramKeys.SeesOwnEnvironment(key)
            ? new ExpansionConverter(scope, None, own)
            : new ExpansionConverter(scope, own, None);
    }

    private void Add(string path, IniSection section)
    {
        if (section.Name == SectionName.Defaults)
        {
            foreach (var pair in section.Pairs)
            {
                _defaults[pair.Key] = pair;
            }
        }
        else if (SectionName.Parse(section.Name) is { } name)
        {
            _firstFile.TryAdd(name, path);
            if (!_sections.TryGetValue(name, out var pairs))
            {
                _sections.Add(name, pairs = new Dictionary<string, IniPair>(StringComparer.Ordinal));
            }

            foreach (var pair in section.Pairs)
            {
                pairs[pair.Key] = pair;
            }
        }
    }

    private string GroupOf(string program)
    {
        if (_groups is null)
        {
            _groups = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (group, pairs) in _sections.Where(section => section.Key.Kind == "group"))
            {
                foreach (var member in pairs.GetValueOrDefault("programs")?.Value.Split(',', StringSplitOptions.TrimEntries) ?? [])
                {
                    _groups.TryAdd(member, group.Name ?? "");
                }
            }
        }

        return _groups.GetValueOrDefault(program, program);
    }

    private static HashSet<string> Variables(IniPair? environment) =>
        environment is not null && EnvironmentConverter.Split(environment.Value) is { } pairs ? [.. pairs.Keys] : [];
}
