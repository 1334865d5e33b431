using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.EnvironmentFiles;
using Supervisor.Config.Expansion;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>A program's processes, and where it stands.</summary>
internal sealed record ProgramProcesses(
    string Name, SourcePlace Place, int Priority, IReadOnlyList<(ProcessSpec Spec, ProgramSettings Settings)> Processes);

/// <summary>Reads <c>[program.NAME]</c> over <c>[program-default]</c> into the specs of its processes.</summary>
internal sealed class ProgramReader(DiagnosticSink sink, MachineChecks machine, ConfigTable? defaults, ValueMap daemonEnvironment)
{
    private const int MostProcesses = 100_000;

    // Of all programs together.
    private const int MostInAll = 250_000;

    // What a variable costs of what expansions may make, at least: a map is made for each process that has its own.
    private const int VariableCost = 64;

    private const string ProcessNumber = "${process_num";

    private int _made;

    /// <summary>The processes that can be read; all findings are in the sink.</summary>
    /// <param name="name">The name of the program.</param>
    /// <param name="table">Its table.</param>
    /// <param name="scope">What its values may name.</param>
    /// <param name="kind">What the table is called: <c>[kind.name]</c>.</param>
    /// <param name="more">Keys of the table that are read elsewhere.</param>
    public ProgramProcesses Read(string name, ConfigTable table, ExpansionScope scope, string kind = "program", IEnumerable<string>? more = null)
    {
        UnknownKeys.Report(table, $"{kind}.{name}", [.. ProgramKeys.Names, .. more ?? []], sink);
        var section = table.Title($"{kind}.{name}");
        var reader = new ValueReader(sink, scope, section);
        var count = Number(table, ProgramKeys.Count, reader, 0, MostProcesses) ?? 1;
        var first = Number(table, ProgramKeys.First, reader, int.MinValue, int.MaxValue - MostProcesses) ?? 0;
        var entries = Entries(table);
        CheckNamePattern(table, entries, count);

        var processes = new List<(ProcessSpec, ProgramSettings)>(count);
        var merged = daemonEnvironment;
        ProgramSettings? previous = null;
        _made += count;
        if (_made > MostInAll)
        {
            sink.Error(table.Place, $"the programs have more than {MostInAll} processes together");
            count = 0;
        }

        for (var i = 0; i < count; i++)
        {
            var errors = sink.ErrorCount;
            var settings = ReadProcess(entries, table, section, scope.WithProcess(first + i, count), previous);
            Check(section, settings, table);
            SocketChecks.Report(section, kind, settings, table, sink);
            settings.UserGroup = settings.User is { } user && machine.Host.FindUser(user) is { } account ? $"{account.GroupId}" : null;
            if (sink.ErrorCount > errors)
            {
                break;
            }

            if (!ReferenceEquals(settings.Environment, previous?.Environment))
            {
                merged = daemonEnvironment.Overlay(settings.Environment?.Values ?? ValueMap.Empty);
                if (!scope.Spend(merged.Count * VariableCost))
                {
                    sink.Error(table.Place, "the environments of all processes together are too large");
                    break;
                }
            }

            previous = settings;
            processes.Add((settings.ToSpec(name, scope.GroupName!, merged), settings));
        }

        // Inside a program by priority, then name.
        processes.Sort((a, b) => a.Item1.Priority != b.Item1.Priority
            ? a.Item1.Priority.CompareTo(b.Item1.Priority)
            : string.CompareOrdinal(a.Item1.Name.Name, b.Item1.Name.Name));
        var priority = previous?.Priority ?? Number(table, "priority", reader, int.MinValue, int.MaxValue) ?? 999;
        return new ProgramProcesses(name, table.Place, priority, processes);
    }

    private int? Number(ConfigTable table, string key, ValueReader reader, int least, int most) =>
        table.TryGet(key, out var entry) || defaults?.TryGet(key, out entry) == true
            ? reader.Integer(entry!, least, most)
            : null;

    // Those that differ between processes are marked; the environments of defaults and program are laid over each other.
    private List<(ConfigEntry Entry, ProgramKey Key, bool Varies)> Entries(ConfigTable table)
    {
        var entries = new List<(ConfigEntry, ProgramKey, bool)>();
        var own = table.Entries.Where(e => !ProgramKeys.IsEnvironment(e.Key));
        var inherited = defaults?.Entries.Where(e => !ProgramKeys.IsEnvironment(e.Key) && !table.TryGet(e.Key, out _)) ?? [];
        foreach (var entry in own.Concat(inherited))
        {
            if (ProgramKeys.Find(entry.Key) is { } key)
            {
                entries.Add((entry, key, ValueShape.Varies(entry.Value)));
            }
        }

        return entries;
    }

    private ProgramSettings ReadProcess(
        List<(ConfigEntry Entry, ProgramKey Key, bool Varies)> entries,
        ConfigTable table,
        string section,
        ExpansionScope scope,
        ProgramSettings? previous)
    {
        var settings = previous?.Clone() ?? new ProgramSettings();
        settings.Environment = Environment(table, scope, previous);
        var reader = new ValueReader(
            sink, settings.Environment is null ? scope : scope.WithProgramEnvironment(settings.Environment), section);
        var outer = new ValueReader(sink, scope, section);
        foreach (var (entry, key, varies) in entries)
        {
            if (previous is null || varies)
            {
                settings.Places[entry.Key] = entry.Value.Place;
                var sees = !entry.IsIni || ProgramKeys.SeesOwnEnvironment(entry.Key);
                key(settings, entry, sees ? reader : outer, machine);
            }
        }

        // What a program says of its own end is nearer than a default for all.
        if (settings.Essential && table.TryGet("essential", out _) && !table.TryGet("autorestart", out _))
        {
            settings.AutoRestart = null;
        }

        if (!settings.Places.ContainsKey("process_name"))
        {
            settings.ProcessName = scope.ProcessCount > 1
                ? string.Create(null, $"{scope.ProgramName}_{scope.ProcessNumber:00}")
                : scope.ProgramName;
        }

        return settings;
    }

    // From bottom to top: the files and the table of the defaults, then those of the program. The tables see what the files have.
    private EnvironmentLayer? Environment(ConfigTable table, ExpansionScope scope, ProgramSettings? previous)
    {
        var entries = new[] { defaults, table }.SelectMany(t => t?.Entries ?? []).Where(e => ProgramKeys.IsEnvironment(e.Key)).ToList();
        if (entries.Count == 0 || (previous is not null && !entries.Exists(entry => ValueShape.Varies(entry.Value))))
        {
            return previous?.Environment;
        }

        var reader = new ValueReader(sink, scope);
        var bottom = EnvironmentLayer.Plain(EnvironmentFilesReader.Read(defaults, reader, machine, sink));
        var top = EnvironmentLayer.Plain(EnvironmentFilesReader.Read(table, reader, machine, sink));
        var files = bottom.Overlay(top);
        var above = files.Values.Count == 0 ? reader : new ValueReader(sink, scope.WithProgramEnvironment(files));
        return bottom.Overlay(Table(defaults, above)).Overlay(top).Overlay(Table(table, above));
    }

    private static EnvironmentLayer Table(ConfigTable? table, ValueReader reader) =>
        table is not null && table.TryGet(ProgramKeys.Environment, out var entry) ? EnvironmentReader.Read(entry, reader) : EnvironmentLayer.Empty;

    // The raw text counts: an environment variable that happens to differ is no promise that the names do.
    private void CheckNamePattern(ConfigTable table, List<(ConfigEntry Entry, ProgramKey, bool)> entries, int count)
    {
        if (count <= 1)
        {
            return;
        }

        // supervisord's default name has no number in it, so there the key is needed.
        var entry = entries.Find(e => e.Entry.Key == "process_name").Entry;
        var isIni = entry?.IsIni ?? table.Origin == TableOrigin.Section;
        var number = isIni ? "%(process_num)" : ProcessNumber;
        if (entry is null ? isIni : entry.Value is not ConfigValue.Text text || !text.Value.Contains(number, StringComparison.Ordinal))
        {
            var shown = isIni ? "%(process_num)" : "${process_num}";
            sink.Error(entry?.Value.Place ?? table.Place, $"{shown} must be present within process_name when numprocs > 1");
        }
    }

    private void Check(string section, ProgramSettings settings, ConfigTable table)
    {
        if (settings.Command is null && !settings.Places.ContainsKey("command"))
        {
            sink.Missing(table.Place, table.Origin == TableOrigin.Section
                ? $"program section {section} does not specify a command"
                : $"[{section}] does not specify a command");
        }

        if (settings.ProcessName is not null && NameRules.Check(settings.ProcessName) is { } error)
        {
            sink.Error(settings.Places.GetValueOrDefault("process_name", table.Place), error);
        }

        if (settings is { StopAsGroup: true, KillAsGroup: false })
        {
            sink.Error(settings.Places["killasgroup"], "Cannot set stopasgroup=true and killasgroup=false");
        }

        LogChecks.Report(section, settings, table, sink);
    }
}
