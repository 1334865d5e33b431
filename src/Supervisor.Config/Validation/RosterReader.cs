using Supervisor.Config.Diagnostics;
using Supervisor.Config.Documents;
using Supervisor.Config.Expansion;
using Supervisor.Core.Collections;
using Supervisor.Core.Specs;

namespace Supervisor.Config.Validation;

/// <summary>Reads all programs, groups and event listeners.</summary>
internal sealed class RosterReader(ConfigTable root, ExpansionScope scope, MachineChecks machine, DiagnosticSink sink)
{
    /// <summary>The name of the tables of programs that get a socket as their stdin.</summary>
    public const string FastCgi = "fcgi-program";

    private readonly Dictionary<SocketAddress, (ProcessSpec Process, SourcePlace Place)> _sockets = [];
    private readonly Dictionary<string, (string Process, SourcePlace Place)> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<SourcePlace> _warned = [];

    public RosterSpec Read(ValueMap daemonEnvironment)
    {
        var defaults = root.Child("program-default");
        if (defaults is not null)
        {
            UnknownKeys.Report(defaults, "program-default", ProgramKeys.Names, sink);
        }

        var programs = Tables("program");
        var fastCgi = Tables(FastCgi);
        var membership = new GroupMembership(sink, scope);
        var groups = membership.Read(root.Child("group"), programs, fastCgi);
        var reader = new ProgramReader(sink, machine, defaults, daemonEnvironment);
        var specs = new List<GroupSpec>();
        foreach (var group in groups)
        {
            // A program may be in several groups, and has processes of its own in each.
            var members = group.Programs.Where(p => !programs.ContainsKey(p) || !fastCgi.ContainsKey(p)).Select(p => programs.TryGetValue(p, out var table)
                ? reader.Read(p, table, scope.WithProgram(p, group.Name))
                : reader.Read(p, fastCgi[p], scope.WithProgram(p, group.Name), FastCgi));
            specs.Add(Build(group.Name, group.Priority, [.. members]) with { Explicit = true });
        }

        var names = groups.ToDictionary(g => g.Name, g => g.Place, StringComparer.Ordinal);
        foreach (var (name, table) in programs.Where(p => !membership.IsMember(p.Key)))
        {
            var program = reader.Read(name, table, scope.WithProgram(name, name));
            if (names.TryGetValue(program.Name, out var group))
            {
                sink.Error(
                    program.Place,
                    $"program {program.Name} would be a group of the same name as [{table.Title($"group.{program.Name}")}] at {group}; "
                        + "put it into a group or name it otherwise");
            }

            specs.Add(Build(program.Name, program.Priority, [program]));
        }

        var taken = specs.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, table) in fastCgi.Where(p => !membership.IsMember(p.Key)))
        {
            if (!taken.Add(name))
            {
                sink.Error(table.Place, $"fcgi-program {name} would be a group of the same name as another one; name one of them otherwise");
            }

            var program = reader.Read(name, table, scope.WithProgram(name, name), FastCgi);
            specs.Add(Build(name, program.Priority, [program]));
        }

        var listeners = new ListenerReader(sink, scope, new ProgramReader(sink, machine, defaults: null, daemonEnvironment));
        foreach (var (name, table) in NamedTables.Of(root.Child(ListenerReader.Kind), ListenerReader.Kind, sink))
        {
            if (!taken.Add(name))
            {
                sink.Error(table.Place, $"event listener {name} would be a group of the same name as another one; name one of them otherwise");
            }

            var (processes, priority, pool) = listeners.Read(name, table);
            specs.Add(Build(name, priority, [processes]) with { Pool = pool });
        }

        specs.Sort((a, b) => a.Priority != b.Priority
            ? a.Priority.CompareTo(b.Priority)
            : string.CompareOrdinal(a.Name, b.Name));
        return new RosterSpec(specs.ToValueList());
    }

    private GroupSpec Build(string name, int priority, IReadOnlyList<ProgramProcesses> programs)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var processes = new List<ProcessSpec>();
        foreach (var program in programs)
        {
            foreach (var (spec, settings) in program.Processes)
            {
                if (!taken.Add(spec.Name.Name))
                {
                    sink.Error(
                        settings.Places.GetValueOrDefault("process_name", program.Place),
                        $"group {name} has two processes with the name {spec.Name.Name}");
                }

                CheckSocket(spec, settings);
                CheckLog(spec, spec.Stdout, "stdout_logfile", settings);
                CheckLog(spec, spec.Stderr, "stderr_logfile", settings);
                processes.Add(spec);
            }
        }

        return new GroupSpec(name, priority, processes.ToValueList());
    }

    private Dictionary<string, ConfigTable> Tables(string kind) =>
        NamedTables.Of(root.Child(kind), kind, sink).ToDictionary(p => p.Name, p => p.Table, StringComparer.Ordinal);

    // Who names the same address shares the socket, and there is only one of it.
    private void CheckSocket(ProcessSpec spec, ProgramSettings settings)
    {
        if (spec.Socket is not { } socket)
        {
            return;
        }

        var place = settings.Places.GetValueOrDefault("socket", SourcePlace.Nowhere);
        if (!_sockets.TryAdd(socket.Address, (spec, place)) && _sockets[socket.Address] is var (first, at)
            && socket with { Handover = first.Socket!.Handover } != first.Socket && _warned.Add(place))
        {
            sink.Error(
                place,
                $"{spec.Name.Namespec} and {first.Name.Namespec} share the socket {socket.Address.Url}, and want another owner, mode or backlog of it: see {at}");
        }
    }

    // Each of two writers would rotate away what the other one is writing to.
    private void CheckLog(ProcessSpec spec, LogSpec log, string key, ProgramSettings settings)
    {
        if (log.MaxBytes <= 0 || log.Destination is not LogDestination.File file
            || file.Path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return;
        }

        var place = settings.Places.GetValueOrDefault(key, SourcePlace.Nowhere);
        if (!_logs.TryAdd(file.Path, (spec.Name.Namespec, place)) && _warned.Add(place))
        {
            sink.Warn(
                place,
                $"{spec.Name.Namespec} and {_logs[file.Path].Process} rotate the same log file {file.Path}; "
                    + $"give each its own, or set {key}_maxbytes = 0");
        }
    }
}
