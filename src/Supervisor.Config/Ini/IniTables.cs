using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Validation;

namespace Supervisor.Config.Ini;

/// <summary>
/// Puts the sections of INI files into the tables of a document, <c>[program:x]</c> where TOML has <c>[program.x]</c>.
/// A section may come again, in any file, and of a key the last value counts.
/// </summary>
internal sealed class IniTables(ConfigTable root, DiagnosticSink sink)
{
    private const int MostInherited = 2_000_000;

    private readonly ConfigTable _defaults = new(TableOrigin.Section, SourcePlace.Nowhere);
    private readonly List<(string Kind, ConfigTable Table)> _sections = [];

    public IniPlugins Plugins { get; } = new();

    /// <summary>Adds a file.</summary>
    /// <returns>The sections named <c>include</c>, which are no table.</returns>
    public IReadOnlyList<IniSection> Add(IniFile file)
    {
        var includes = new List<IniSection>();
        foreach (var section in file.Sections)
        {
            if (section.Name == SectionName.Include)
            {
                includes.Add(section);
            }
            else if (section.Name == SectionName.Defaults)
            {
                Set(_defaults, section);
            }
            else if (SectionName.Parse(section.Name) is { } name)
            {
                Add(section, name);
            }
            else
            {
                sink.Warn(
                    section.Place, $"unknown section [{section.Name}] is ignored{sink.Hint(section.Name, SectionName.Known)}");
            }
        }

        return includes;
    }

    /// <summary>Gives every section the keys of <c>[DEFAULT]</c> that it knows and does not have itself; to be called once, at the end.</summary>
    public void ApplyDefaults()
    {
        var added = 0;
        var known = _sections.Select(section => section.Kind).Distinct(StringComparer.Ordinal).ToDictionary(
            kind => kind, kind => _defaults.Entries.Where(entry => SectionKeys.Knows(kind, entry.Key)).ToList(), StringComparer.Ordinal);
        foreach (var (kind, table) in _sections)
        {
            foreach (var entry in known[kind])
            {
                if (table.Add(entry) && ++added == MostInherited)
                {
                    sink.Error(entry.Place, $"[{SectionName.Defaults}] gives sections more than {MostInherited} keys");
                    return;
                }
            }
        }
    }

    private void Add(IniSection section, SectionName name)
    {
        if (name.Kind is SectionName.RpcInterface or SectionName.CtlPlugin)
        {
            Set(Plugins.Open(section), section);
            return;
        }

        if (Open(root, name.Kind, section, name.Kind, isLast: name.Name is null) is { } outer
            && (name.Name is null ? outer : Open(outer, name.Name, section, name.Kind, isLast: true)) is { } table)
        {
            Set(table, section);
        }
    }

    private ConfigTable? Open(ConfigTable parent, string key, IniSection section, string kind, bool isLast)
    {
        if (parent.TryGet(key, out var entry))
        {
            if (entry.Table is null or { Origin: TableOrigin.Inline })
            {
                sink.Error(section.Place, $"`{key}` is set twice: first at {entry.Place}");
                return null;
            }

            if (isLast && entry.Table.Origin == TableOrigin.Implied)
            {
                entry.Table.Declare(section.Place, TableOrigin.Section);
                _sections.Add((kind, entry.Table));
            }

            return entry.Table;
        }

        var table = new ConfigTable(isLast ? TableOrigin.Section : TableOrigin.Implied, section.Place);
        parent.Add(new ConfigEntry(key, section.Place, new ConfigValue.Table(table, section.Place)));
        if (isLast)
        {
            _sections.Add((kind, table));
        }

        return table;
    }

    private void Set(ConfigTable table, IniSection section)
    {
        foreach (var pair in section.Pairs)
        {
            var entry = new ConfigEntry(
                pair.Key, pair.Place, new ConfigValue.Text(pair.Value, pair.ValuePlace, TextSyntax.Percent));
            if (table.Add(entry))
            {
                continue;
            }

            table.TryGet(pair.Key, out var first);
            if (first!.IsIni)
            {
                sink.Warn(pair.Place, $"`{pair.Key}` is set again in [{section.Name}], and this one counts: first at {first.Place}");
                table.Replace(entry);
            }
            else
            {
                sink.Error(pair.Place, $"`{pair.Key}` is set twice: first at {first.Place}");
            }
        }
    }
}
