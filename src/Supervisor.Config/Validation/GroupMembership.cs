using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;

namespace Supervisor.Config.Validation;

/// <summary>A <c>[group.NAME]</c> as written: its members in their order.</summary>
internal sealed record GroupMembers(string Name, SourcePlace Place, int Priority, IReadOnlyList<string> Programs);

/// <summary>Reads who belongs to which group, before any program is read, because a program's processes carry the group's name.</summary>
internal sealed class GroupMembership(DiagnosticSink sink, ExpansionScope scope)
{
    internal static readonly string[] Keys = ["programs", "priority"];

    // Each membership reads the program's table again.
    private const int MostGroups = 100;

    private readonly Dictionary<string, int> _members = new(StringComparer.Ordinal);

    /// <summary>Whether a program is in a group; otherwise it is one by itself.</summary>
    public bool IsMember(string program) => _members.ContainsKey(program);

    public IReadOnlyList<GroupMembers> Read(
        ConfigTable? groups, IReadOnlyDictionary<string, ConfigTable> programs, IReadOnlyDictionary<string, ConfigTable> fastCgi)
    {
        var members = new List<GroupMembers>();
        foreach (var (name, table) in NamedTables.Of(groups, "group", sink))
        {
            UnknownKeys.Report(table, $"group.{name}", Keys, sink);
            var values = new ValueReader(sink, scope.WithGroup(name), $"group:{name}");
            var section = new SectionReader(table, values);
            var priority = section.Entry("priority") is { } entry ? values.Integer(entry, int.MinValue) : null;
            members.Add(new GroupMembers(name, table.Place, priority ?? 999, Members(name, section, table.Origin == TableOrigin.Section, programs, fastCgi)));
        }

        return members;
    }

    private List<string> Members(
        string group,
        SectionReader section,
        bool isIni,
        IReadOnlyDictionary<string, ConfigTable> programs,
        IReadOnlyDictionary<string, ConfigTable> fastCgi)
    {
        var members = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);
        var listed = section.Entry("programs") is { } entry ? section.Values.List(entry) : [];
        foreach (var (name, place) in listed ?? [])
        {
            _members[name] = _members.GetValueOrDefault(name) + 1;
            var title = isIni ? $"group:{group}" : $"group.{group}";
            if (!programs.ContainsKey(name) && !fastCgi.ContainsKey(name))
            {
                sink.Error(place, $"[{title}] names unknown program or fcgi-program {name}{sink.Hint(name, [.. programs.Keys, .. fastCgi.Keys])}");
            }
            else if (programs.ContainsKey(name) && fastCgi.ContainsKey(name))
            {
                sink.Error(place, $"[{title}] name {name} is ambiguous (exists as program and fcgi-program)");
            }
            else if (_members[name] > MostGroups)
            {
                sink.Error(place, $"program {name} is in more than {MostGroups} groups");
            }
            else if (!members.TryAdd(name, place))
            {
                Twice(group, name, place, members[name], isIni);
            }
        }

        return [.. members.Keys];
    }

    // In supervisord the second one takes the place of the first.
    private void Twice(string group, string program, SourcePlace place, SourcePlace first, bool isIni)
    {
        if (isIni)
        {
            sink.Warn(place, $"program {program} is in [group:{group}] twice, which counts once");
        }
        else
        {
            sink.Error(place, $"program {program} is in [group.{group}] twice: first at {first}");
        }
    }
}
