using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;

namespace Supervisor.Config.Validation;

/// <summary>A <c>[group.NAME]</c> as written: its members in their order.</summary>
internal sealed record GroupMembers(string Name, SourcePlace Place, int Priority, IReadOnlyList<string> Programs);

/// <summary>Reads who belongs to which group, before any program is read, because a program's processes carry the group's name.</summary>
internal sealed class GroupMembership(DiagnosticSink sink, ExpansionScope scope)
{
    private static readonly string[] Keys = ["programs", "priority"];

    private readonly Dictionary<string, (string Group, SourcePlace Place)> _groupOf = new(StringComparer.Ordinal);

    /// <summary>The group of a program, or null when it is one by itself.</summary>
    public string? GroupOf(string program) =>
        _groupOf.TryGetValue(program, out var group) ? group.Group : null;

    public IReadOnlyList<GroupMembers> Read(ConfigTable? groups, IReadOnlyDictionary<string, ConfigTable> programs)
    {
        var members = new List<GroupMembers>();
        foreach (var (name, table) in NamedTables.Of(groups, "group", sink))
        {
            UnknownKeys.Report(table, $"group.{name}", Keys, sink);
            var values = new ValueReader(sink, scope.WithGroup(name));
            var section = new SectionReader(table, values);
            var priority = section.Entry("priority") is { } entry ? values.Integer(entry, int.MinValue) : null;
            members.Add(new GroupMembers(name, table.Place, priority ?? 999, Members(name, section, programs)));
        }

        return members;
    }

    private List<string> Members(string group, SectionReader section, IReadOnlyDictionary<string, ConfigTable> programs)
    {
        var members = new List<string>();
        var listed = section.Entry("programs") is { } entry ? section.Values.List(entry) : [];
        foreach (var (name, place) in listed ?? [])
        {
            if (!programs.ContainsKey(name))
            {
                sink.Error(place, $"[group.{group}] names unknown program {name}{sink.Hint(name, programs.Keys)}");
            }
            else if (_groupOf.TryGetValue(name, out var first))
            {
                var other = first.Group == group ? "twice" : $"and [group.{first.Group}] as well";
                sink.Error(place, $"program {name} is in [group.{group}] {other}: first at {first.Place}");
            }
            else
            {
                _groupOf.Add(name, (group, place));
                members.Add(name);
            }
        }

        return members;
    }
}
